using System.Collections.Frozen;
using System.Text;

namespace Kencom.Core.Rosters;

/// <summary>The columns of a roster file (RST-1), in the order of the specification.</summary>
internal enum RosterColumn
{
    InsurerNumber,
    CardSymbol,
    CardNumber,
    BranchNumber,
    KanaName,
    BirthDate,
    Relation,
    CoverageStart,
    CoverageEnd,
    PersonId,
    ViewingCode,
}

/// <summary>Where each column stands in one file.</summary>
internal sealed class RosterColumns
{
    /// <summary>Header first, then other names in use: those of insurers' systems and of the XML of online eligibility checking.</summary>
    private static readonly (RosterColumn Column, bool Required, string[] Names)[] Known =
    [
        (RosterColumn.InsurerNumber, true, ["保険者番号", "InsurerNumber"]),
        (RosterColumn.CardSymbol, true, ["記号", "被保険者証記号", "被保険者証等記号", "InsuredCardSymbol"]),
        (RosterColumn.CardNumber, true, ["番号", "被保険者証番号", "被保険者証等番号", "InsuredIdentificationNumber"]),
        (RosterColumn.BranchNumber, false, ["枝番", "被保険者証枝番", "被保険者証等枝番", "InsuredBranchNumber"]),
        (RosterColumn.KanaName, true, ["氏名カナ", "カナ氏名", "氏名(カナ)", "氏名フリガナ", "フリガナ", "NameKana"]),
        (RosterColumn.BirthDate, true, ["生年月日", "Birthdate"]),
        (RosterColumn.Relation, true, ["続柄", "本人家族区分", "本人・家族の別", "PersonalFamilyClassification"]),
        (RosterColumn.CoverageStart, true, ["資格取得日", "資格取得年月日"]),
        (RosterColumn.CoverageEnd, false, ["資格喪失日", "資格喪失年月日"]),
        (RosterColumn.PersonId, false, ["加入者ID", "加入者番号"]),
        (RosterColumn.ViewingCode, false, ["健診閲覧コード"]),
    ];

    private static readonly FrozenDictionary<string, RosterColumn> ByName = Known
        .SelectMany(known => known.Names.Select(name => KeyValuePair.Create(name, known.Column)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly int[] positions;

    private RosterColumns(int[] positions, int count)
    {
        this.positions = positions;
        Count = count;
    }

    /// <summary>Fields of the header row.</summary>
    public int Count { get; }

    /// <summary>Position in the row, or -1 if the file has no such column.</summary>
    public int this[RosterColumn column] => positions[(int)column];

    /// <summary>The column's name as the insurer knows it.</summary>
    public static string NameOf(RosterColumn column) => Known[(int)column].Names[0];

    public static RosterColumn? Find(string header) => ByName.TryGetValue(Fold(header), out var column) ? column : null;

    /// <returns>The columns, or the reason why this is no roster's header.</returns>
    public static (RosterColumns? Columns, string? Rejection) Read(IReadOnlyList<string> header)
    {
        var found = new int[Known.Length];
        Array.Fill(found, -1);
        for (var i = 0; i < header.Count; i++)
        {
            if (Find(header[i]) is not { } column)
            {
                continue;
            }

            if (found[(int)column] >= 0)
            {
                return (null, $"見出し行に「{NameOf(column)}」の列が2つあります。");
            }

            found[(int)column] = i;
        }

        var missing = Known.Where(known => known.Required && found[(int)known.Column] < 0).Select(known => known.Names[0]).ToArray();
        if (missing.Length == 0)
        {
            return (new RosterColumns(found, header.Count), null);
        }

        return missing.Length == Known.Count(known => known.Required)
            ? (null, "加入者データのCSVとして読み取れません（1行目に見出しがありません）。")
            : (null, $"見出し行に必要な列がありません: {string.Join("、", missing)}");
    }

    private static string Fold(string header) =>
        header.Length > 100 || header.EnumerateRunes().Contains(Rune.ReplacementChar)
            ? ""
            : string.Concat(header.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character)));
}
