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
            Bicep.Format(infra[file]).Should().Be(Repository.Read("infra", file), because: $"{file} is formatted");
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

    private static IEnumerable<string> Files(string extension) =>
        Directory.EnumerateFiles(Repository.Infra, $"*{extension}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Infra, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
