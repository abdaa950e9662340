using System.Globalization;
using System.Text.RegularExpressions;

namespace Kencom.Infra.Tests;

/// <summary>infra/SECURITY.md says of each requirement of OWASP ASVS 5.0, level 2, how it is met; what it names must exist.</summary>
public sealed partial class SecurityPageTests
{
    /// <summary>How many requirements of levels 1 and 2 the chapters V1 to V17 of version 5.0.0 have.</summary>
    private static readonly int[] RequirementsByChapter = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

    private static readonly string[] Kinds = [".cs", ".ts", ".bicep", ".bicepparam", ".json", ".sh", ".md", ".yaml", ".yml", ".txt", ".csproj", ".props"];

    private static readonly string[] Made = ["bin", "obj", "node_modules", "dist"];

    private static readonly string Page = Repository.Read("infra", "SECURITY.md");

    private static readonly Lazy<IReadOnlyList<string>> Sources = new(() => [.. ReadSources()]);

    [Fact]
    public void Page_EveryRequirement_StandsOnceAndIsCounted()
    {
        var requirements = Requirement().Matches(Page[Page.IndexOf("## Requirement by requirement", StringComparison.Ordinal)..]);

        requirements.Select(row => row.Groups["id"].Value).Should().OnlyHaveUniqueItems();
        requirements.CountBy(row => int.Parse(row.Groups["chapter"].Value, CultureInfo.InvariantCulture)).Should()
            .BeEquivalentTo(RequirementsByChapter.Select((count, index) => KeyValuePair.Create(index + 1, count)));
        int Of(string state) => requirements.Count(row => row.Groups["state"].Value.Trim('[').StartsWith(state, StringComparison.Ordinal));
        Page.Should().Contain($"{requirements.Count} requirements: {Of("met")} met in code, {Of("platform")} by the platform, {Of("ops")} by operating it, "
            + $"{Of("n/a")} without an object here, {Of("deviation")} where the specification asks for something else, {Of("open")} open.");
    }

    [Fact]
    public void Page_EveryRequirementThatIsMet_NamesATestOrSaysThatItIsReviewed()
    {
        var met = Requirement().Matches(Page).Where(row => row.Groups["state"].Value == "met").ToList();

        met.Should().HaveCountGreaterThan(100);
        met.Where(row => row.Groups["shown"].Value is not "by review" && !row.Groups["shown"].Value.StartsWith('`')).Select(row => row.Groups["id"].Value).Should().BeEmpty();
    }

    [Fact]
    public void Page_WhatItNames_Exists()
    {
        var named = Named().Matches(Page).Select(name => name.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        named.Should().HaveCountGreaterThan(200);
        named.Where(name => !Exists(name)).Should().BeEmpty();
    }

    private static bool Exists(string name) =>
        TestMethod().Match(name) is { Success: true } test
            ? Sources.Value.Any(source => source.Contains($"class {test.Groups["class"].Value}", StringComparison.Ordinal) && source.Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal))
            : Path.Exists(Path.Combine(Repository.Root, name)) || Sources.Value.Any(source => source.Contains(name, StringComparison.Ordinal));

    private static IEnumerable<string> ReadSources() =>
        new[] { "src", "tests", "infra", ".github" }
            .SelectMany(folder => FilesIn(Path.Combine(Repository.Root, folder)))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Where(file => Kinds.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "SECURITY.md")
            .Select(file => Path.GetFileName(file) + Environment.NewLine + File.ReadAllText(file));

    /// <summary>Does not look into what is made from the sources: others may make it anew meanwhile.</summary>
    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(inner => !Made.Contains(Path.GetFileName(inner))).SelectMany(FilesIn));

    [GeneratedRegex(@"^\| (?<id>(?<chapter>\d+)\.\d+\.\d+) \| [^|]+ \| (?<state>[^|]+) \| [^|]+ \| (?<shown>[^|]+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Requirement();

    [GeneratedRegex("`(?<name>[^`\n]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?<class>\w+Tests)\.(?<method>\w+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex TestMethod();
}
