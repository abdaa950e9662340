using System.Text;
using CsCheck;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>Files as they are after transfer faults, bad tools and ill will: flipped, cut, joined, repeated.</summary>
public class RosterReaderFuzzTests
{
    private const int Files = 100_000;

    private static readonly byte[][] Originals =
    [
        RosterText.Cp932.GetBytes(Text("ｹﾝｺﾑ ﾀﾛｳ")),
        Encoding.UTF8.GetBytes(Text("ケンコム　タロウ")),
        [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text("けんこむ たろう").Replace("\r\n", "\n", StringComparison.Ordinal))],
    ];

    private static readonly byte[][] Spices =
        [[(byte)'"'], [(byte)','], [(byte)'\n'], [(byte)'\r'], [0], [0x81], [0x82, 0x0A], [0xF0, 0x40], [0xEF, 0xBF, 0xBD], [0xED, 0xA0, 0x80], [0x1A], "\"\""u8.ToArray(), "=\""u8.ToArray(), [0xFF, 0xFE]];

    private static readonly Gen<byte[]> Mutated =
        from original in Gen.Int[0, Originals.Length - 1]
        from faults in Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], Gen.Byte).Array[1, 6]
        select faults.Aggregate(Originals[original], (file, fault) => Mutate(file, fault.Item1, fault.Item2, fault.Item3, fault.Item4));

    [Fact, Trait("Rule", "RST-7"), Trait("Rule", "RST-1")]
    public void ReadAsync_MutatedFiles_NeverFailNorMakeUpRows() =>
        Mutated.Sample(
            bytes =>
            {
                var file = RosterText.ReadAsync(bytes, EraTable.Receipt).GetAwaiter().GetResult();
                var lines = file.Rows.Select(row => row.Line).Concat(file.Skipped.Select(skipped => skipped.Line)).ToArray();

                // Every row is accounted for once, at a line that the file has, and no text that did not decode got through.
                return lines.Distinct().Count() == lines.Length
                    && lines.All(line => line >= 2 && line <= 1 + bytes.Count(value => value is (byte)'\n' or (byte)'\r'))
                    && file.Rows.All(row => row.Name.Value.All(letter => letter is (>= 'ァ' and <= 'ー') or (>= 'ㇰ' and <= 'ㇿ')) && row.Card.Symbol.Value.All(letter => letter is not ('\uFFFD' or '\u0080') and not (>= '\uE000' and <= '\uF8FF')))
                    && file.Skipped.All(skipped => skipped.Problems.Count > 0)
                    && (file.Rejection is null || file.Rejection.Length > 0);
            },
            iter: Files);

    private static string Text(string name) => RosterText.File(
        RosterText.Row(name: name),
        RosterText.Row(symbol: "\"健,保\"", branch: "01", name: "\"ハナ\r\nコ\"", birth: "S50.1.2", relation: "家族", id: "K-2"),
        RosterText.Row(symbol: "", number: "12345678", birth: "3470415", end: "R6.3.31"),
        "合計,3,,,,,,,,");

    private static byte[] Mutate(byte[] file, int kind, int at, int other, byte value)
    {
        if (file.Length == 0)
        {
            return [value];
        }

        (at, other) = (at % file.Length, other % file.Length);
        var (low, high) = (Math.Min(at, other), Math.Max(at, other));
        switch (kind)
        {
            case 0:
                var flipped = file.ToArray();
                flipped[at] ^= (byte)(value | 1);
                return flipped;
            case 1:
                return file[..at];
            case 2:
                return [.. file[..low], .. file[high..]];
            case 3 when file.Length < 100_000:
                return [.. file[..high], .. file[low..high], .. file[high..]];
            case 4:
                return [.. file[..at], .. Spices[other % Spices.Length], .. file[at..]];
            case 5 when file.Length < 100_000:
                return [.. file, .. Originals[value % Originals.Length]];
            default:
                return [.. file[..at], value, .. file[at..]];
        }
    }
}
