using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>
/// Files as they are after transfer faults, bad tools and ill will: flipped, cut, joined, repeated, and with quotes where none belong. How many are tried
/// is multiplied by the environment variable KENCOM_FUZZ, for runs of hours.
/// </summary>
public class RosterReaderFuzzTests
{
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("KENCOM_FUZZ"), CultureInfo.InvariantCulture, out var times) ? times : 1;

    private static readonly byte[][] Originals =
    [
        RosterText.Cp932.GetBytes(Text("ｹﾝｺﾑ ﾀﾛｳ")),
        Encoding.UTF8.GetBytes(Text("ケンコム　タロウ")),
        [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text("けんこむ たろう").Replace("\r\n", "\n", StringComparison.Ordinal))],
        RosterText.Cp932.GetBytes(Text("髙橋\uE000").Replace(',', '\t')),
    ];

    private static readonly byte[][] Spices =
        [[(byte)'"'], [(byte)','], [(byte)'\n'], [(byte)'\r'], [0], [0x81], [0x82, 0x0A], [0xF0, 0x40], [0xEE, 0xE0], [0xEF, 0xBF, 0xBD], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBE], [0x1A], "\"\""u8.ToArray(), "=\""u8.ToArray(), [0xFF, 0xFE], "\t;\t;"u8.ToArray()];

    private static readonly Gen<byte[]> Mutated =
        from original in Gen.Int[0, Originals.Length - 1]
        from faults in Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], Gen.Byte).Array[1, 6]
        select faults.Aggregate(Originals[original], (file, fault) => Mutate(file, fault.Item1, fault.Item2, fault.Item3, fault.Item4));

    /// <summary>What stands in a column that nobody reads: quotes, delimiters, line ends and bytes in any order (0xFF stands for one that does not decode).</summary>
    private static readonly Gen<string> Junk =
        Gen.Frequency((4, Gen.Const("")), (2, Gen.Const("\"\"")), (2, Gen.Const("\"済\"")), (1, Gen.Const("\"一行目\r\n二行目\"")), (4, Gen.OneOf([.. new[] { "\"", "\"", "\"\"", "要確認", ",", "\t", ";", "\n", "\r", "\r\n", " ", "\u00FF", "=", "06123459" }.Select(Gen.Const)]).Array[0, 6].Select(string.Concat)));

    private static readonly Gen<FileWithJunk> WithJunk =
        from delimiter in Gen.Char[",\t;"]
        from lineEnd in Gen.OneOf(Gen.Const("\r\n"), Gen.Const("\n"), Gen.Const("\r"))
        from cp932 in Gen.Bool
        from at in Gen.Int[0, 10].Array[1, 2]
        from junk in Gen.Select(Junk, Junk).Array[1, 8]
        from withQuotes in Gen.Bool
        from cut in Gen.Int[0, 3].Array[8]
        select new FileWithJunk(delimiter, lineEnd, cp932, at, [.. junk.Select(two => Damage(two.Item1, two.Item2, withQuotes))], cut);

    [Fact, Trait("Rule", "RST-7"), Trait("Rule", "RST-1")]
    public void ReadAsync_MutatedFiles_NeverFailNorMakeUpRows() =>
        Mutated.Sample(
            bytes =>
            {
                var file = RosterText.ReadAsync(bytes, EraTable.Receipt).GetAwaiter().GetResult();
                var lines = file.Rows.Select(row => row.Line).Concat(file.Skipped.Select(skipped => skipped.Line)).ToArray();

                // Every row is accounted for once, at a line that the file has, and no text that did not decode got through.
                return lines.Distinct().Count() == lines.Length
                    && lines.All(line => line >= 1 && line <= 1 + bytes.Count(value => value is (byte)'\n' or (byte)'\r'))
                    && file.Rows.All(row => row.Name.Value.All(letter => letter is (>= 'ァ' and <= 'ー') or (>= 'ㇰ' and <= 'ㇿ') or '\u309A') && row.Card.Symbol.Value.All(letter => letter is not ('\uFFFD' or '\u0080') and not (>= '\uE000' and <= '\uF8FF')))
                    && file.Skipped.All(skipped => skipped.Problems.Count > 0)
                    && (file.Rejection is null || file.Rejection.Length > 0);
            },
            iter: 20_000 * Times);

    /// <summary>
    /// RST-15: whatever stands in columns that nobody reads, each person is read as sent or their row is reported, and no two persons become one.
    /// </summary>
    [Fact, Trait("Rule", "RST-15"), Trait("Rule", "RST-7")]
    public void ReadAsync_AnythingInUnusedColumns_LosesNoRowAndJoinsNone() =>
        WithJunk.Sample(
            sent =>
            {
                var (bytes, lines) = sent.Write();
                var file = RosterText.ReadAsync(bytes).GetAwaiter().GetResult();
                var told = file.Rows.Select(row => row.Line).Concat(file.Skipped.Select(skipped => skipped.Line)).ToHashSet();
                return file.Rejection is null
                    && file.Rows.All(row => lines.Any(person => row.Line >= person.First && row.Line <= person.Last && sent.IsPerson(person.Number, row)))
                    && lines.All(person => Enumerable.Range(person.First, person.Last - person.First + 1).Any(told.Contains));
            },
            iter: 20_000 * Times);

    /// <summary>
    /// One kind of damage a file: quotes wherever, with line ends and delimiters only behind one that is open; or line ends without any quotes. A delimiter
    /// without quotes moves the values behind it, and with a line end too it makes a whole row of a cut one, which nobody can see.
    /// </summary>
    private static string Damage(string junk, bool withQuotes) =>
        !withQuotes ? Without(junk, "\",\t;")
        : junk.LastIndexOf('"') == 0 || junk.EndsWith("目\"", StringComparison.Ordinal) ? junk
        : Without(junk, "\r\n,\t;");

    /// <summary>Of one row; behind a quote that the first leaves open, the second's delimiters might make up for those that the quote hides.</summary>
    private static (string, string) Damage(string first, string second, bool withQuotes)
    {
        (first, second) = (Damage(first, withQuotes), Damage(second, withQuotes));
        return (first, first.LastIndexOf('"') == 0 ? Without(second, ",\t;") : second);
    }

    private static string Without(string junk, string characters) => string.Concat(junk.Where(character => !characters.Contains(character, StringComparison.Ordinal)));

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

    /// <summary>Persons whose values all tell who they are, with columns of junk among theirs.</summary>
    private sealed record FileWithJunk(char Delimiter, string LineEnd, bool Cp932, int[] JunkAt, (string, string)[] Junk, int[] Cut)
    {
        public (byte[] Bytes, List<(int Number, int First, int Last)> Lines) Write()
        {
            var text = new StringBuilder();
            var lines = new List<(int, int, int)>();
            text.Append(Join([.. RosterText.Header.Split(',')], "備考", "メモ")).Append(LineEnd);
            var line = 2;
            for (var number = 0; number < Junk.Length; number++)
            {
                // Some systems leave out what is empty at the end of a row.
                var row = Join(Person(number), Junk[number].Item1, Junk[number].Item2).TrimEnd(Cut[number] == 0 ? Delimiter : '\0').TrimStart('\n') + LineEnd; // A CR and an LF would be one line end.
                var ends = row.Replace("\r\n", "\n", StringComparison.Ordinal).Count(character => character is '\r' or '\n');
                lines.Add((number, line, line + ends - 1));
                line += ends;
                text.Append(row);
            }

            var bytes = new List<byte>();
            foreach (var character in text.ToString())
            {
                bytes.AddRange(character == '\u00FF' ? [(byte)0xFF] : (Cp932 ? RosterText.Cp932 : Encoding.UTF8).GetBytes([character]));
            }

            return ([.. bytes], lines);
        }

        public bool IsPerson(int number, RosterRow row) =>
            row.Card.Number.Value == $"{1000 + number}" && row.Name.Value == Name(number) && row.BirthDate == new DateOnly(1972, 4, 1).AddDays(number) && row.PersonId == $"K{number}" && row.Branch!.Value.Value == $"{number:d2}";

        public override string ToString() => JsonSerializer.Serialize(Encoding.Latin1.GetString(Write().Bytes));

        private static string Name(int number) => $"ケンコム{"アイウエオカキク"[number]}";

        private static List<string> Person(int number) =>
            ["06123459", "1234", $"{1000 + number}", $"{number:d2}", Name(number), $"{new DateOnly(1972, 4, 1).AddDays(number):yyyy-MM-dd}", "本人", "2020-04-01", "", $"K{number}"];

        private string Join(List<string> values, string first, string second)
        {
            values.Insert(JunkAt[0], first);
            if (JunkAt.Length > 1)
            {
                values.Insert(JunkAt[1], second);
            }

            return string.Join(Delimiter, values);
        }
    }
}
