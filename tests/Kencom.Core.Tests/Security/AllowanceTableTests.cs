using System.Globalization;
using System.Text;
using Kencom.Core.Accounts;
using Kencom.Core.Security;

namespace Kencom.Core.Tests.Security;

/// <summary>The table of allowances in infra/README.md is printed from the one in the code.</summary>
public sealed class AllowanceTableTests
{
    private const string Begin = "<!-- allowances -->\n";
    private const string End = "<!-- /allowances -->";

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "REG-16")]
    public void Readme_ShowsEveryAllowance()
    {
        var page = Repository.Read("infra", "README.md").ReplaceLineEndings("\n");
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;

        var shown = page[begin..page.IndexOf(End, begin, StringComparison.Ordinal)];

        shown.Should().Be(Table(), "this is the table that belongs there:\n{0}", Table());
    }

    [Fact]
    public void Names_AreUnique() => Allowances.All.Select(allowance => allowance.Name).Should().OnlyHaveUniqueItems();

    private static string Table()
    {
        var table = new StringBuilder("| name | of whom | what | in all | of one network | captcha from | reserve a day | known device beside |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var allowance in Allowances.All)
        {
            var cells = new[]
            {
                $"`{allowance.Name}`",
                WhoseOf(allowance.For),
                allowance.What,
                string.Join(", ", allowance.InAll.Select(Text)),
                allowance.OfOneNetwork is { } ofNetwork ? Text(ofNetwork) : "",
                allowance.CaptchaFrom is { } from ? Ordinal(from) : "",
                allowance.ReserveADay > 0 ? string.Create(CultureInfo.InvariantCulture, $"{allowance.ReserveADay}{(allowance.Alerts ? ", alerted" : "")}") : "",
                allowance.OfKnownDevice is { } ofDevice ? Text(ofDevice) : "",
            };
            table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        var waits = string.Join(", ", GuessingOptions.DefaultWaits.SkipWhile(wait => wait == TimeSpan.Zero).Select(wait => wait < TimeSpan.FromMinutes(1) ? $"{wait.TotalSeconds} s" : $"{wait.TotalMinutes} min"));
        var free = GuessingOptions.DefaultWaits.TakeWhile(wait => wait == TimeSpan.Zero).Count();
        return table
            .Append(CultureInfo.InvariantCulture, $"\nAny request: {Allowances.BurstOfAddress.Count} a second of one address; what hashes or estimates a password: {Allowances.BurstOfHashes.Count} a second of one /24 or /48, in each instance's memory. ")
            .Append(CultureInfo.InvariantCulture, $"Insurers' and shared networks have {Allowances.WideTimes} times as much. Guesses of a password are not counted but slowed: after {free} failures in a row ")
            .Append(CultureInfo.InvariantCulture, $"waits of {waits}; strangers, each known device and signed-in members count apart (SI-10).\n")
            .ToString();
    }

    private static string WhoseOf(CountedFor counted) => counted switch
    {
        CountedFor.Network => "network: one address or /64; a /56 four times, a /48 or /24 sixteen times as much",
        CountedFor.Address => "mail address, whatever its case",
        CountedFor.Person => "name and birth date",
        CountedFor.Card => "card",
        _ => "member",
    };

    private static string Text(Limit limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{limit.Count} {(limit.Window == TimeSpan.FromMinutes(1) ? "a minute" : limit.Window == TimeSpan.FromHours(1) ? "an hour" : "a day")}");

    private static string Ordinal(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}{(number == 3 ? "rd" : number == 31 ? "st" : "th")}");
}
