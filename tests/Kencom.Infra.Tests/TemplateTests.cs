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

        Lint(Repository.Infra).Should().BeEmpty();
    }

    /// <summary>A property that does not exist is only a warning, with exit code 0: the test before must not be deaf to it.</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Lint_MistypedProperty_IsReported()
    {
        using var infra = Bicep.CopyInfra();
        infra.Replace("modules/storage-account.bicep", "allowSharedKeyAccess", "allowSharedKeysAccess");

        Lint(infra.Folder).Should().Contain("allowSharedKeysAccess");
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Format_AllFiles_ChangesNothing()
    {
        using var infra = Bicep.CopyInfra();
        infra.Replace("modules/budget.bicep", "param name string", "param   name string");

        Bicep.Run("format", "--pattern", infra["**/*.bicep*"]).ExitCode.Should().Be(0);

        foreach (var file in Files(".bicep").Concat(Files(".bicepparam")))
            File.ReadAllText(infra[file]).Should().Be(Repository.Read("infra", file), because: $"{file} is formatted");
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
    [Trait("Rule", "INF-2")]
    public void Build_Template_NeitherAsksForNorReadsSecrets(string file)
    {
        var built = Bicep.Run("build", Path.Combine(Repository.Infra, file), "--stdout");
        built.ExitCode.Should().Be(0, because: built.Errors);

        built.Output.Should().NotContainAny(["listKeys(", "listSecrets(", "listAccountSas(", "listServiceSas(", "getSecret(", "\"secureString\"", "\"secureObject\"", "newGuid("]);
        JsonNode.Parse(built.Output)!["parameters"]!.AsObject().Select(parameter => parameter.Key)
            .Should().NotContain(name => name.Contains("key", StringComparison.OrdinalIgnoreCase) || name.Contains("secret", StringComparison.OrdinalIgnoreCase));
    }

    private static string Lint(string folder)
    {
        var result = Bicep.Run("lint", "--pattern", Path.Combine(folder, "**", "*.bicep*"));
        return (result.Output + result.Errors).Trim();
    }

    private static IEnumerable<string> Files(string extension) =>
        Directory.EnumerateFiles(Repository.Infra, $"*{extension}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Infra, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
