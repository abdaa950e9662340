using System.Text.Json.Nodes;

namespace Kencom.Infra.Tests;

/// <summary>The Bicep files themselves (INF-3).</summary>
public class TemplateTests
{
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Lint_AllFiles_SaysNothing()
    {
        Files(".bicepparam").Should().HaveCount(Deployment.Environments.Count);

        Files(".bicep").Concat(Files(".bicepparam")).SelectMany(file => Bicep.Lint(Path.Combine(Repository.Infra, file))).Should().BeEmpty();
    }

    /// <summary>The test before must not be deaf: to what is only a warning, as a property that does not exist, nor to the rules of bicepconfig.json.</summary>
    [Theory]
    [InlineData("allowSharedKeyAccess", "allowSharedKeysAccess", "Warning BCP089")]
    [InlineData("param name string", "param unused string\nparam name string", "Error no-unused-params")]
    [Trait("Rule", "INF-3")]
    public void Lint_Mistake_IsReported(string right, string wrong, string said)
    {
        using var infra = Bicep.CopyInfra();
        infra.Replace("modules/storage-account.bicep", right, wrong);

        Bicep.Lint(infra["main.bicep"]).Should().Contain(line => line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Format_AllFiles_ChangesNothing()
    {
        using var infra = Bicep.CopyInfra();
        infra.Replace("budget.bicep", "param name string", "param   name string");

        foreach (var file in Files(".bicep").Concat(Files(".bicepparam")))
        {
            Bicep.Format(infra[file]).Should().Be(Repository.Read("infra", file), because: $"{file} is formatted");
        }
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("stg")]
    [InlineData("prod")]
    [Trait("Rule", "INF-3")]
    public void Snapshot_EachEnvironment_IsPredictedWithoutDiagnostics(string environment)
    {
        var deployment = Deployment.Of(environment);

        deployment.Diagnostics.Should().BeEmpty();
        deployment.Resources.Should().OnlyHaveUniqueItems(resource => resource.Id);
    }

    /// <summary>Predicting twice gives the same names: a second deployment changes and does not double (INF-3).</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Snapshot_Repeated_NamesTheSameResources() =>
        Deployment.Of("prod", _ => { }).Resources.Select(resource => resource.Id)
            .Should().Equal(Deployment.Of("prod").Resources.Select(resource => resource.Id));

    [Theory]
    [InlineData("main.bicep")]
    [InlineData("bootstrap.bicep")]
    [InlineData("budget.bicep")]
    [Trait("Rule", "INF-2")]
    public void Build_Template_NeitherAsksForNorReadsSecrets(string file)
    {
        var template = Bicep.Build(Path.Combine(Repository.Infra, file));

        template.Should().NotContainAny(["listKeys(", "listSecrets(", "listAccountSas(", "listServiceSas(", "getSecret(", "\"secureString\"", "\"secureObject\"", "newGuid("]);
        JsonNode.Parse(template)!["parameters"]!.AsObject().Select(parameter => parameter.Key)
            .Should().NotContain(name => name.Contains("key", StringComparison.OrdinalIgnoreCase) || name.Contains("secret", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Parameters that contradict each other stop a deployment before it makes anything (INF-5).</summary>
    [Theory]
    [InlineData("updateStrategy: 'Recreate'", "updateStrategy: 'RollingUpdate'", "RollingUpdate needs alwaysReadyHttp of at least 2")]
    [InlineData("softDeleteDays: 7", "softDeleteDays: 28", "dropRetentionDays must exceed softDeleteDays")]
    [InlineData("networks: []", "networks: ['203.0.113.0/24']", "networks are listed, but it is not private")]
    [InlineData("split(readEnvironmentVariable('KENCOM_ALERT_ADDRESSES'), ',')", "['']", "somebody without an address")]
    [InlineData("perMinute: 5", "perMinute: 30", "a domain of Azure sends 5 a minute")]
    [InlineData("perHour: 10\n", "perHour: 4\n", "perMinute exceeds perHour")]
    [InlineData("hostNameLive: false", "hostNameLive: true", "hostNameLive without a hostName")]
    [InlineData("param settings = {\n", "param settings = {\n  Mail__PerMinute: '9'\n", "Mail__PerMinute cannot be set there")]
    [InlineData("param settings = {\n", "param settings = {\n  WEBSITE_TIME_ZONE: 'Tokyo'\n", "WEBSITE_TIME_ZONE cannot be set there")]
    [InlineData("param settings = {\n", "param settings = {\n  SignIn__Captcha__Recaptcha__Secret: 'x'\n", "Recaptcha__Secret cannot be set there")]
    [Trait("Rule", "INF-5")]
    public void Parameters_Contradiction_IsRefused(string right, string wrong, string said)
    {
        var predicting = () => Deployment.Of("dev", infra => infra.Replace("environments/dev.bicepparam", right, wrong));

        predicting.Should().Throw<Exception>().WithMessage($"*{said}*");
    }

    /// <summary>Insurers with more networks than a storage account takes: the limit is said, and there is another way.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Uploads_BeyondTheRulesOfAnAccount_ComeFromAnywhereWithALink()
    {
        using var infra = Bicep.CopyInfra();
        var networks = string.Join("\n", Enumerable.Range(0, 401).Select(i => $"'203.{i / 250}.{i % 250}.0/24'"));
        infra.Replace("environments/dev.bicepparam", "networks: []", $"networks: [\n{networks}\n]");
        Bicep.Lint(infra["environments/dev.bicepparam"]).Should().Contain(said => said.Contains("400", StringComparison.Ordinal));

        var account = Deployment.Of("prod", copy => copy.Replace("environments/prod.bicepparam", "from: 'listed'", "from: 'anywhere'\n    //")
                .ReplaceBetween("environments/prod.bicepparam", "networks: empty", "',')", string.Empty))
            .OfType("Microsoft.Storage/storageAccounts").Single(account => account.Name.EndsWith("data", StringComparison.Ordinal));

        account["networkAcls.defaultAction"].Should().Be("Allow");
        account["allowSharedKeyAccess"].Should().Be("false", because: "a link or a role is still needed");
        account["allowBlobPublicAccess"].Should().Be("false");
    }

    private static IEnumerable<string> Files(string extension) =>
        Directory.EnumerateFiles(Repository.Infra, $"*{extension}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Infra, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
