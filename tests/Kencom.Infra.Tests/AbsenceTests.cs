using System.Text.RegularExpressions;

namespace Kencom.Infra.Tests;

/// <summary>What infra/SECURITY.md says is nowhere in the code, or in few places that it names: whoever adds to them thinks of the requirement first.</summary>
public sealed partial class AbsenceTests
{
    private static readonly string[] Made = ["bin", "obj", "node_modules", "dist"];

    private static readonly IReadOnlyList<(string Name, string Text)> Server = [.. Read("*.cs", "src", "Kencom.Core"), .. Read("*.cs", "src", "Kencom.Functions")];

    private static readonly IReadOnlyList<(string Name, string Text)> Pages = [.. Read("*.ts", "src", "Kencom.Web", "src")];

    /// <summary>3.2.2, 1.3.2, 1.2.3: text stays text. Only pictures and texts that are built in are put in as they are.</summary>
    [Fact]
    public void Pages_NeverMakeHtmlOrScriptOfText()
    {
        Holding(Pages, @"unsafeSVG|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|createContextualFragment|srcdoc").Should().BeEmpty();
        Pages.SelectMany(page => Regex.Matches(page.Text, @"unsafeHTML\(([^)]*)\)").Select(use => $"{page.Name}: {use.Groups[1].Value}"))
            .Should().BeEquivalentTo("documents.ts: documents[document].picture", "reading.ts: this.text");
    }

    /// <summary>15.3.6: no prototype is reached, and nothing is merged but a token's answer and a link of our own.</summary>
    [Fact]
    public void Pages_NeverReachAPrototype()
    {
        Holding(Pages, @"__proto__|\.prototype\b|setPrototypeOf|lodash").Should().BeEmpty();
        Holding(Pages, @"Object\.assign\(").Should().BeEquivalentTo("session.ts", "file-report.ts");
    }

    /// <summary>3.7.2: only the console leaves its pages, for the login host.</summary>
    [Fact]
    public void Pages_LeaveForAnotherAddress_InTheConsolesSessionOnly() =>
        Holding(Pages, @"location\.(assign|replace)\(|location(\.href)? = |window\.open\(").Should().Equal("session.ts");

    /// <summary>6.2.6, 6.2.7: one field for all passwords, which masks, takes what is pasted, and tells password managers what it is.</summary>
    [Fact]
    public void Passwords_AreTypedInOneField_ThatMasksAndTakesWhatIsPasted()
    {
        Holding(Pages, @"'password'\}|type=""password""").Should().Equal("password-field.ts");
        var field = Pages.Single(page => page.Name == "password-field.ts").Text;

        field.Should().MatchRegex(@"type=\$\{this\.shown \? 'text' : 'password'\}").And.Contain("autocomplete=${this.autocomplete}");
        Holding(Pages, @"(on|@)(paste|copy|cut)\b|'paste'").Should().BeEmpty("pasting is never hindered");
    }

    /// <summary>1.3.6, 13.1.1: who sends requests at all, and nobody else.</summary>
    [Fact]
    public void Requests_ToOthers_ComeFromTheseOnly() =>
        Holding(Server, @"\bHttpClient\b|AddHttpClient|IHttpClientFactory|HttpRequestMessage|WebRequest|TcpClient|\bSocket\b")
            .Should().BeEquivalentTo("Recaptcha.cs", "CaptchaServices.cs", "CheckReadiness.cs");

    /// <summary>1.2.5, 1.3.2, 1.5.2: no command, no code and no type comes out of data.</summary>
    [Fact]
    public void Data_NeverBecomesCode()
    {
        Holding(Server, @"Process\.Start|ProcessStartInfo|CSharpScript|Type\.GetType\(|BinaryFormatter|TypeNameHandling").Should().BeEmpty();
        Holding(Server, @"Assembly\.Load|Activator\.CreateInstance").Should().BeEquivalentTo(["Given.cs", "ExactEnumConverter.cs", "FunctionGuards.cs"], "these ask for types of our own");
    }

    /// <summary>1.3.10, 16.4.1: formats and messages are constants.</summary>
    [Fact]
    public void FormatsAndLogMessages_AreConstants()
    {
        Holding(Server, @"string\.Format\(|CompositeFormat|AppendFormat\(").Should().Equal("FileDoubt.cs");
        Holding(Server, @"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(").Should().BeEmpty("every message is a LoggerMessage");
    }

    /// <summary>12.3.2: nobody waves certificates through.</summary>
    [Fact]
    public void Certificates_AreCheckedByTheRuntime()
    {
        Holding(Server, "CertificateValidationCallback|CertificateCustomValidation|DangerousAccept|CheckCertificateRevocationList = false").Should().BeEmpty();
        Holding([.. Read("*.sh", "infra")], @"curl[^\n]* (-k|--insecure)\b|--no-check-certificate|NODE_TLS_REJECT").Should().BeEmpty();
    }

    /// <summary>16.2.2: every instant comes from the clock that is handed in, in UTC.</summary>
    [Fact]
    public void LocalTime_IsForbiddenByTheBuild()
    {
        var banned = Repository.Read("src", "BannedSymbols.txt");
        banned.Should().Contain("P:System.DateTime.Now").And.Contain("P:System.DateTime.UtcNow").And.Contain("P:System.DateTimeOffset.Now").And.Contain("P:System.DateTimeOffset.UtcNow");
        Holding(Server, @"DateTime(Offset)?\.(Utc)?Now\b").Should().BeEmpty();
    }

    /// <summary>6.3.2: nothing that is deployed brings an account or a secret along.</summary>
    [Fact]
    public void Deployment_BringsNoAccountAlong() =>
        Holding([.. Read("*.sh", "infra"), .. Read("*.bicep", "infra")], @"(?i)adminPassword|administratorLogin|default.?password").Should().BeEmpty();

    private static IEnumerable<string> Holding(IReadOnlyList<(string Name, string Text)> files, string pattern)
    {
        files.Should().HaveCountGreaterThan(5, "what is searched must be there");
        var searched = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(10));
        return files.Where(file => searched.IsMatch(WithoutComments(file.Text))).Select(file => file.Name).Distinct(StringComparer.Ordinal);
    }

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    private static IEnumerable<(string Name, string Text)> Read(string files, params string[] folder) =>
        FilesIn(Path.Combine([Repository.Root, .. folder]), files).Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    /// <summary>Does not look into what is made from the sources: others may make it anew meanwhile.</summary>
    private static IEnumerable<string> FilesIn(string folder, string files) => Directory.EnumerateFiles(folder, files).Concat(
        Directory.EnumerateDirectories(folder).Where(inner => !Made.Contains(Path.GetFileName(inner))).SelectMany(inner => FilesIn(inner, files)));

    [GeneratedRegex(@"(?<=^\s*)//.*$|(?<=^\s*)\*.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
