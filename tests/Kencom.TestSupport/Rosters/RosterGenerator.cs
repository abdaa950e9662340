using System.Globalization;
using System.Text;
using Kencom.Core.Files;

namespace Kencom.TestSupport.Rosters;

/// <summary>
/// Roster files of any size, the same for the same seed: families on one card, twins, retired persons with two cards, dependents, and the spellings that
/// insurers' systems produce. Nobody in them exists.
/// </summary>
public sealed class RosterGenerator(int persons, int seed = 1)
{
    public const string InsurerNumber = "06123459";

    public const string Header = "保険者番号,記号,番号,枝番,氏名カナ,生年月日,続柄,資格取得日,資格喪失日,加入者ID";

    private static readonly string[] FamilyNames =
        ["サトウ", "スズキ", "タカハシ", "タナカ", "イトウ", "ワタナベ", "ヤマモト", "ナカムラ", "コバヤシ", "カトウ", "ヨシダ", "ヤマダ", "ササキ", "ヤマグチ", "マツモト", "イノウエ", "キムラ", "ハヤシ", "シミズ", "チヂワ", "ミヅシマ", "ヲダ"];

    private static readonly string[] GivenNames =
        ["タロウ", "ハナコ", "ジロウ", "キョウコ", "リュウイチ", "ユッカ", "コータ", "シンイチ", "ヨウコ", "ケイ", "ミヅキ", "ミズキ", "カヲル", "ショウタ", "アンナ", "マリア・テレサ", "ジュン", "エミ", "ダイスケ", "ヒロシ"];

    private static readonly string[] Symbols = ["1234", "71-1234", "0012", "健保", "東京あ", "スター12", "", "８８"];

    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    /// <summary>The rows without the header.</summary>
    /// <param name="changedEvery">One row in so many differs from the file without changes; 0 for none.</param>
    public IEnumerable<string> Rows(int changedEvery = 0)
    {
        var written = 0;
        for (var card = 0; written < persons; card++)
        {
            // A generator of its own for each family: a change in one row leaves all others as they are.
            var random = new Random(unchecked((seed * 1_000_003) + card));
            foreach (var row in Family(card, random))
            {
                if (written++ >= persons)
                {
                    yield break;
                }

                yield return changedEvery > 0 && written % changedEvery == 0 ? row.Replace("2015-04-01", "2015-05-01", StringComparison.Ordinal) : row;
            }
        }
    }

    /// <summary>Writes a file of CP932 or UTF-8 with CRLF.</summary>
    public async Task WriteAsync(Stream to, bool cp932 = true, int changedEvery = 0)
    {
        await using var writer = new StreamWriter(to, cp932 ? Cp932 : new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(Header);
        foreach (var row in Rows(changedEvery))
        {
            await writer.WriteLineAsync(row);
        }
    }

    private static IEnumerable<string> Family(int card, Random random)
    {
        var symbol = Symbols[card % Symbols.Length];
        var number = (card + 1).ToString(CultureInfo.InvariantCulture);
        var family = Pick(FamilyNames, random);
        var size = random.Next(100) switch { < 35 => 1, < 60 => 2, < 80 => 3, < 95 => 4, _ => 5 };
        var twins = size >= 4 && random.Next(10) == 0;
        var retired = random.Next(50) == 0;
        for (var member = 0; member < size; member++)
        {
            var born = member switch
            {
                0 => Day(random, 1955, 40),
                1 => Day(random, 1955, 45),
                3 when twins => new DateOnly(2012, 3, 3),
                2 when twins => new DateOnly(2012, 3, 3),
                _ => Day(random, 1995, 28),
            };
            var name = Spell(family, Pick(GivenNames, random), random);
            var id = card % 3 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"K{card:d7}{member}");
            var relation = member == 0 ? "本人" : "家族";
            var branch = card % 4 == 0 ? "" : member.ToString("d2", CultureInfo.InvariantCulture);
            yield return Row(symbol, number, branch, name, Spell(born, random), relation, "2015-04-01", member == 0 && retired ? "2024-03-31" : "", id);
            if (member == 0 && retired && id.Length > 0)
            {
                yield return Row("9" + symbol, "8" + number, branch, name, Spell(born, random), relation, "2024-03-31", "", id);
            }
        }
    }

    private static string Row(string symbol, string number, string branch, string name, string born, string relation, string start, string end, string id) =>
        string.Join(',', InsurerNumber, symbol, number, branch, name, born, relation, start, end, id);

    private static string Spell(string family, string given, Random random) => random.Next(10) switch
    {
        0 => $"{family}{given}",
        1 => $"{family} {given}",
        2 => $"{family}　{given}".Replace('ョ', 'ヨ').Replace('ュ', 'ユ'),
        3 => HalfWidth($"{family} {given}"),
        _ => $"{family}　{given}",
    };

    private static string Spell(DateOnly day, Random random) => random.Next(6) switch
    {
        0 => day.ToString("yyyy/M/d", CultureInfo.InvariantCulture),
        1 => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        2 when day.Year is >= 1926 and < 1989 => string.Create(CultureInfo.InvariantCulture, $"S{day.Year - 1925}.{day.Month}.{day.Day}"),
        3 when day.Year is >= 1989 and < 2019 => string.Create(CultureInfo.InvariantCulture, $"平成{day.Year - 1988}年{day.Month}月{day.Day}日"),
        _ => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static DateOnly Day(Random random, int firstYear, int years) => new DateOnly(firstYear, 1, 1).AddDays(random.Next(years * 365));

    private static string Pick(string[] names, Random random) => names[random.Next(names.Length)];

    private static string HalfWidth(string name)
    {
        const string full = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";
        return string.Concat(name.Normalize(NormalizationForm.FormD).Select(part => full.IndexOf(part, StringComparison.Ordinal) is var at and >= 0 ? (char)(0xFF66 + at) : part == '・' ? '･' : part));
    }
}
