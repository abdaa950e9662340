using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kencom.Web.Tests;

/// <summary>One word for one thing on pages, in errors and in mails, and one set of colours for pages and mails.</summary>
public sealed partial class GlossaryTests
{
    private static readonly string[] Places =
    [
        Path.Combine(Folders.Web, "src"), Path.Combine(Folders.Web, "..", "Kencom.Core", "Mail", "Templates"), Path.Combine(Folders.Web, "..", "Kencom.Core"),
    ];

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Texts_OfPagesErrorsAndMails_CallEachThingByItsOneWord()
    {
        var glossary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folders.Web, "glossary.json"), TestContext.Current.CancellationToken));
        var words = glossary.RootElement.GetProperty("words").EnumerateArray()
            .SelectMany(word => word.GetProperty("not").EnumerateArray().Select(not => (Not: new Regex(not.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)), Word: word.GetProperty("word").GetString())))
            .ToList();
        var texts = Places.SelectMany(Texts).Distinct().ToList();

        var found = texts.SelectMany(file => File.ReadLines(file)
            .SelectMany((line, index) => words.Where(word => word.Not.IsMatch(line)).Select(word => $"{Path.GetFileName(file)}:{index + 1} has '{word.Not}' for '{word.Word}'")));

        texts.Should().Contain(file => file.EndsWith("Errors.cs", StringComparison.Ordinal)).And.Contain(file => file.EndsWith(".hbs", StringComparison.Ordinal))
            .And.Contain(file => file.EndsWith("faq.html", StringComparison.Ordinal)).And.Contain(file => file.EndsWith("card.ts", StringComparison.Ordinal));
        found.Should().BeEmpty();
    }

    [Fact, Trait("Rule", "MAIL-3")]
    public async Task Colours_OfMails_AreThoseOfThePages()
    {
        var tokens = Colour().Matches(await File.ReadAllTextAsync(Path.Combine(Folders.Web, "src", "styles", "tokens.css"), TestContext.Current.CancellationToken))
            .Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var others = Texts(Places[1]).SelectMany(file => Colour().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Where(colour => !tokens.Contains(colour)).Distinct();

        tokens.Should().HaveCountGreaterThan(20);
        others.Should().BeEmpty();
    }

    [Theory, Trait("Rule", "REG-8")]
    [InlineData("membership")]
    [InlineData("privacy")]
    public async Task Terms_Shown_AreTheVersionThatTheApiAsksFor(string which)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folders.Web, "src", "content", "terms", $"{which}.html"), TestContext.Current.CancellationToken);
        var options = new Core.Registrations.RegistrationOptions();

        Version().Match(text).Groups["version"].Value.Should().Be(which == "membership" ? options.MembershipTerms : options.PrivacyNotice);
        text.Should().ContainAll("見本の文章です", "{{operator}}", "窓口", "改定の履歴", "施行日");
    }

    private static IEnumerable<string> Texts(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".ts" or ".html" or ".svg" or ".hbs" || (Path.GetExtension(file) == ".cs" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            // Generated words are checked at their source; an insurer's clerk reads other words of a roster than a member does.
            .Where(file => !file.EndsWith(".gen.ts", StringComparison.Ordinal) && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "Rosters" or "Files"))
            .Select(Path.GetFullPath);

    [GeneratedRegex("#[0-9a-f]{6}(?![0-9a-f])", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();

    [GeneratedRegex("data-version=\"(?<version>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
