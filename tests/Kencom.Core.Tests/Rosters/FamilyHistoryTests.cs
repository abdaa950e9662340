using System.Globalization;
using System.Text;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Rosters;

/// <summary>What the matching of persons holds to over generated families and histories (EL-15).</summary>
public class FamilyHistoryTests(ITestOutputHelper output)
{
    /// <summary>Histories of four files each; set KENCOM_FAMILY_HISTORIES for a long run.</summary>
    private static readonly int Histories =
        int.TryParse(Environment.GetEnvironmentVariable("KENCOM_FAMILY_HISTORIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : 5_000;

    [Fact, Trait("Rule", "EL-15"), Trait("Rule", "RST-6"), Trait("Rule", "RST-7"), Trait("Rule", "FIN-2")]
    public void Files_AboutAnyFamily_EndNobodyInThemAndGiveNobodyTwoMembershipsOrAnothers()
    {
        var options = new SecurityOptions();
        options.HashKeys[1] = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));
        var hasher = new KeyedHasher(new HashKeyring(Options.Create(options), new VaultSecrets(Options.Create(options))));
        var (pairs, undecided) = (0, 0);

        // The same histories each time: what fails once fails again.
        Parallel.For(0, Histories, seed =>
        {
            var history = new FamilyHistory(hasher, seed);
            var wrong = history.Run();
            Interlocked.Add(ref pairs, history.Pairs);
            Interlocked.Add(ref undecided, history.Undecided);
            wrong.Should().BeNull($"history {seed} is{Environment.NewLine}{history.Story}");
        });

        output.WriteLine($"{pairs} files compared with the one before, {undecided} rows undecided.");
        undecided.Should().BePositive("else the hard cases would not be among them");
    }
}
