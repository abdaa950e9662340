using System.Diagnostics;
using System.Text.Json;
using Kencom.LocalHost.Helpers;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary>What would be deployed: published as infra/deploy.sh publishes it, looked at, and run.</summary>
public sealed class PublishedAppTests
{
    private const long LargestPackage = 40L * 1024 * 1024;

    private static readonly string Project = Path.Combine(DataFolder.Top, "src", "Kencom.Functions");

    /// <summary>Only this test may publish with the stand-in; the real package is not on every feed.</summary>
    [Fact]
    [Trait("Rule", "INF-1")]
    public async Task Published_App_HoldsWhatTheFunctionsHostReadsAndNothingOfThisMachine_AndRuns()
    {
        var folder = Directory.CreateTempSubdirectory("kencom-published").FullName;
        var published = await DotNetAsync("publish", Project, "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-p:AllowMailStandIn=true", "-o", folder);
        published.ExitCode.Should().Be(0, "{0}", published.Output);

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).ToList();
        files.Should().Contain(["host.json", "functions.metadata", "extensions.json", "worker.config.json", "Kencom.Functions.dll", Path.Combine(".azurefunctions", "function.deps.json")]);
        files.Should().NotContain(file => file.Contains("LocalHost", StringComparison.Ordinal) || file.Contains("local.settings", StringComparison.Ordinal) || file.Contains("TestSupport", StringComparison.Ordinal));
        files.Sum(file => new FileInfo(Path.Combine(folder, file)).Length).Should().BeLessThan(LargestPackage);
        Json("host.json").GetRawText().Should().Be(JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(DataFolder.Top, "host.json"))).GetRawText());
        Json("worker.config.json").GetProperty("description").GetProperty("defaultWorkerPath").GetString().Should().Be("Kencom.Functions.dll");
        Json("extensions.json").GetProperty("extensions").EnumerateArray().Select(extension => extension.GetProperty("name").GetString())
            .Should().BeEquivalentTo("AzureStorageQueues", "Startup"); // The queues, and the loader of functions.metadata; HTTP and timers are the host's own.
        FunctionsOf(Json("functions.metadata")).Should().BeEquivalentTo(await GeneratedFunctionsAsync());

        await using var program = LocalProgram.Start(["--app", folder]);
        await program.AnswersAsync("/api/health/ready");
        await LocalProgramTests.RegisterAsync(program.Http);
        program.Terminate();
        (await program.EndedAsync()).Should().Be(0);
        Directory.Delete(folder, recursive: true);

        JsonElement Json(string name) => JsonElement.Parse(File.ReadAllText(Path.Combine(folder, name)));
    }

    [Fact]
    [Trait("Rule", "INF-1")]
    public async Task Publish_WithTheMailStandIn_FailsAndSaysWhy()
    {
        var folder = Directory.CreateTempSubdirectory("kencom-refused").FullName;

        var refused = await DotNetAsync("publish", Project, "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-o", folder);

        refused.ExitCode.Should().NotBe(0);
        refused.Output.Should().Contain("stands in for Azure.Communication.Email").And.Contain("-p:MailPackage=true");
        Directory.EnumerateFileSystemEntries(folder).Should().BeEmpty();
        Directory.Delete(folder);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Project_WithTheMailPackage_LeavesTheStandInOut(string mailPackage, bool hasPackage)
    {
        var items = await DotNetAsync("msbuild", Project, $"-p:MailPackage={mailPackage}", "-getItem:PackageReference", "-getItem:ProjectReference");

        items.Output.Contains("\"Azure.Communication.Email\"", StringComparison.Ordinal).Should().Be(hasPackage);
        items.Output.Contains("Kencom.MailStandIn", StringComparison.Ordinal).Should().Be(!hasPackage);
    }

    private static IEnumerable<string> FunctionsOf(JsonElement metadata) => metadata.EnumerateArray().Select(function => function.GetProperty("name").GetString()!);

    private static async Task<IEnumerable<string>> GeneratedFunctionsAsync() =>
        (await new Kencom.Functions.GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("")).Select(function => function.Name!);

    private static async Task<(int ExitCode, string Output)> DotNetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // This test's own environment is a worker's.
        start.Environment.Remove("FUNCTIONS_APPLICATION_DIRECTORY");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
