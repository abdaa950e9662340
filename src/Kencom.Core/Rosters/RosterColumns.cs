using System.Collections.Frozen;
using System.Globalization;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;

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

    /// <summary>Column of each name, and how usual the name is: of several columns that mean the same the most usual counts.</summary>
    private static readonly FrozenDictionary<string, (RosterColumn Column, int Rank)> ByName = Known
        .SelectMany(known => known.Names.Select((name, rank) => KeyValuePair.Create(name, (known.Column, rank))))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly int[] positions;

    private RosterColumns(int[] positions, int count, char delimiter) => (this.positions, Count, Delimiter) = (positions, count, delimiter);

    /// <summary>Fields of the header row.</summary>
    public int Count { get; }

    public char Delimiter { get; }

    /// <summary>Position in the row, or -1 if the file has no such column.</summary>
    public int this[RosterColumn column] => positions[(int)column];

    /// <summary>The column's name as the insurer knows it.</summary>
    public static string NameOf(RosterColumn column) => Known[(int)column].Names[0];

    public static RosterColumn? Find(ReadOnlySpan<char> header) => ByName.TryGetValue(Fold(header), out var found) ? found.Column : null;

    /// <summary>Reads what may be a header.</summary>
    /// <returns>The columns, or why this is no roster's header; and how many columns are known.</returns>
    public static (RosterColumns? Columns, string? Rejection, int KnownColumns) Read(CsvRecord header, char delimiter)
    {
        var (positions, ranks) = (new int[Known.Length], new int[Known.Length]);
        Array.Fill(positions, -1);
        RosterColumn? twice = null;
        for (var i = 0; i < header.Count; i++)
        {
            if (!ByName.TryGetValue(Fold(header[i]), out var found))
            {
                continue;
            }

            var column = (int)found.Column;
            var isFirst = positions[column] < 0;
            twice = !isFirst && found.Rank == ranks[column] ? found.Column : twice;
            if (isFirst || found.Rank < ranks[column])
            {
                (positions[column], ranks[column]) = (i, found.Rank);
            }
        }

        var missing = Known.Where(known => known.Required && positions[(int)known.Column] < 0).Select(known => known.Names[0]).ToArray();
        var rejection =
            missing.Length > 0 ? $"見出し行に必要な列がありません: {string.Join("、", missing)}"
            : twice is { } column2 ? $"見出し行に「{NameOf(column2)}」の列が2つあります。"
            : null;
        return (rejection is null ? new RosterColumns(positions, header.Count, delimiter) : null, rejection, positions.Count(position => position >= 0));
    }

    /// <summary>The column at a position of the row; null for one that is not used.</summary>
    public RosterColumn? At(int position) => Array.IndexOf(positions, position) is >= 0 and var column ? (RosterColumn)column : null;

    /// <summary>
    /// Whether a quoted value may hold the end of this line (RST-15): only what nobody reads holds line ends, and only while no line is a row of its own,
    /// taken as if the quote had no meaning. The line with the quote may have all delimiters only where the last column is quoted, and only what
    /// stands behind the quote tells of another row.
    /// </summary>
    public bool MayGoOn(int position, ReadOnlySpan<char> line, bool isFirstLine) =>
        position < Count && At(position) is null
        && !(isFirstLine
            ? (position < Count - 1 && HasAllDelimiters(line)) || HasPerson(line, shift: 0, behind: position) || HasPerson(line, ShiftOf(line), behind: position)
            : IsRow(line));

    /// <summary>Whether it may end in this line, which goes on behind the quote; after the first column that is nearly a whole row.</summary>
    public bool MayEnd(int position, ReadOnlySpan<char> beforeQuote, ReadOnlySpan<char> line) => position == 0
        ? !IsRow(beforeQuote)
        : !HasAllDelimiters(line) && !HasPerson(line, shift: 0) && !HasPerson(line, ShiftOf(line), before: position);

    /// <summary>Whether a line is a row of its own, or the end of one: it has a row's delimiters, or a person's values where they belong.</summary>
    public bool IsRow(ReadOnlySpan<char> line) => HasAllDelimiters(line) || HasPerson(line, shift: 0) || HasPerson(line, ShiftOf(line));

    /// <summary>Whether insurer, number and birth date stand where they belong.</summary>
    /// <param name="shift">By how many places the values are moved.</param>
    /// <param name="atLeast">So many of the three; of fewer columns that are looked at, all.</param>
    /// <param name="behind">Only columns behind this position are looked at.</param>
    /// <param name="before">Only columns before this position are.</param>
    public bool HasPerson(ReadOnlySpan<char> line, int shift, int atLeast = 2, int behind = -1, int before = int.MaxValue)
    {
        var (found, wanted) = (0, 0);
        foreach (var column in (ReadOnlySpan<RosterColumn>)[RosterColumn.InsurerNumber, RosterColumn.CardNumber, RosterColumn.BirthDate])
        {
            if (this[column] > behind && this[column] < before)
            {
                var value = ValueOf(column, line, shift);
                wanted++;
                found += (column is RosterColumn.InsurerNumber ? InsurerNumber.TryParse(value, out _) : column is RosterColumn.CardNumber ? CardNumber.TryParse(value, out _) : IsDate(value)) ? 1 : 0;
            }
        }

        return found > 0 && found >= Math.Min(atLeast, wanted);
    }

    /// <summary>How far the values of a line are moved if it is the end of a row.</summary>
    private int ShiftOf(ReadOnlySpan<char> line) => line.Count(Delimiter) + 1 - Count;

    private bool HasAllDelimiters(ReadOnlySpan<char> line) => line.Count(Delimiter) >= Count - 1;

    private static bool IsDate(string text) => RosterDate.TryParse(text, EraTable.Receipt, out _) || RosterDate.TryParse(text, EraTable.Nenkin, out _);

    /// <summary>A value of a line, taken as if quotes had no meaning.</summary>
    public string ValueOf(RosterColumn column, ReadOnlySpan<char> line, int shift = 0)
    {
        var position = this[column] + shift;
        foreach (var field in line.Split(Delimiter))
        {
            if (position-- == 0)
            {
                return line[field].Trim('"').ToString();
            }
        }

        return "";
    }

    /// <summary>Without spaces and what cannot be seen, such as a byte order mark within the quotes.</summary>
    private static string Fold(ReadOnlySpan<char> header) =>
        header.Length > 100
            ? ""
            : string.Concat(JapaneseText.Compatible(header).Where(character => !char.IsWhiteSpace(character) && char.GetUnicodeCategory(character) is not UnicodeCategory.Format));
}
