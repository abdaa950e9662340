using System.Text.RegularExpressions;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;

namespace Kencom.Core.Rosters;

/// <summary>
/// Makes typed values of a record's fields (RST-1, RST-2, RST-7). Of a row with a wrong value it keeps what could be read, so that nobody ends whom the
/// row may be about (RST-6).
/// </summary>
internal sealed partial class RosterRowParser(RosterColumns columns, EraTable? eras)
{
    private const string Undecoded = "文字コードとして読み取れない文字があります。";

    private readonly List<RowProblem> problems = [];

    /// <summary>Reads a record that is no total and no header.</summary>
    /// <param name="line">Of the file, where the record begins.</param>
    public (RosterRow? Row, SkippedRow? Skipped) Read(CsvRecord record, int line)
    {
        problems.Clear();
        CheckShape(record);
        var values = ReadValues(record, shift: 0);
        if (problems.Count == 0)
        {
            return (values.ToRow(line), null);
        }

        var found = problems.ToArray();
        return (null, new SkippedRow(line + record.LinesBeforeFault, IsPerson: true, Readings(record, values), found));
    }

    /// <summary>The same for a row that is not imported whatever it holds.</summary>
    public SkippedRow Skip(CsvRecord record, int line, string reason) =>
        new(line, IsPerson: true, Readings(record, ReadValues(record, shift: 0)), [new RowProblem("", reason)]);

    /// <summary>The same for a row that goes on where it should not.</summary>
    public static SkippedRow Cut(RosterRow row) => new(
        row.Line, IsPerson: true, [new ReadableValues(row.Card.InsurerNumber, row.Card.Symbol, row.Card.Number, row.Branch, row.Name, row.BirthDate, row.PersonId)],
        [new RowProblem("", "行が途中で改行されています。")]);

    /// <summary>Whether a line is a total or the header once more.</summary>
    public bool IsFooter(ReadOnlySpan<char> line) =>
        TotalRow().IsMatch(line.Trim().TrimStart(columns.Delimiter).Trim('"')) || RosterColumns.Find(columns.ValueOf(RosterColumn.InsurerNumber, line)) is RosterColumn.InsurerNumber;

    /// <summary>What is no person: a total at the end, the header once more where files were joined, a row that was only numbered.</summary>
    public string? NoPerson(CsvRecord record)
    {
        if (StartsWithDigit(record[0]) && StartsWithDigit(record[columns[RosterColumn.InsurerNumber]]))
        {
            return null; // Nearly every row.
        }

        return RosterColumns.Find(record[columns[RosterColumn.InsurerNumber]]) is RosterColumn.InsurerNumber ? "見出し行の繰り返しです。"
            : IsEmptyBut(record, _ => false) ? "加入者の項目がすべて空です。"
            : IsTotal(record) ? "合計行です。"
            : null;
    }

    private static bool StartsWithDigit(ReadOnlySpan<char> field) => field is [>= '0' and <= '9', ..];

    /// <summary>The first value says so, and of the required ones no other holds more than a count (RST-7): 計1 may also be a symbol.</summary>
    private bool IsTotal(CsvRecord record)
    {
        for (var i = 0; i < record.Count; i++)
        {
            if (!record[i].IsWhiteSpace())
            {
                return TotalRow().IsMatch(record[i].Trim()) && IsEmptyBut(record, position => position == i || (record[position].Trim() is { Length: <= 20 } count && Count().IsMatch(count)));
            }
        }

        return false;
    }

    private bool IsEmptyBut(CsvRecord record, Func<int, bool> mayHoldSomething)
    {
        for (var column = RosterColumn.InsurerNumber; column <= RosterColumn.ViewingCode; column++)
        {
            if (columns[column] is >= 0 and var position && !record[position].IsWhiteSpace() && !mayHoldSomething(position))
            {
                return false;
            }
        }

        return true;
    }

    private void CheckShape(CsvRecord record)
    {
        if (record.Fault is RecordFault.TooLong)
        {
            problems.Add(new RowProblem("", "行が長すぎます。"));
        }
        else if (record.Fault is RecordFault.Quote || (record.HoldsDelimiters && record.Count < columns.Count))
        {
            problems.Add(new RowProblem(
                record.Fault is RecordFault.Quote && columns.At(record.FaultyField) is { } column ? RosterColumns.NameOf(column) : "",
                "引用符（\"）が閉じられていないか、値の途中や別の行で閉じられています。"));
        }
        else if (!record.HasLineEnd && record.Count < columns.Count)
        {
            problems.Add(new RowProblem("", "ファイルの最後の行が途中で切れています。"));
        }

        for (var i = columns.Count; i < record.Count; i++)
        {
            if (!record[i].IsWhiteSpace())
            {
                problems.Add(new RowProblem("", "列の数が見出し行より多くなっています。"));
                break;
            }
        }
    }

    /// <summary>From the beginning, and where there are too many values or too few, from the end too: a comma in a value moves only what follows.</summary>
    private List<ReadableValues> Readings(CsvRecord record, in Values fromBeginning)
    {
        var shift = record.Count - columns.Count;
        var readings = new List<ReadableValues>(2);
        if (fromBeginning.Readable() is { } reading)
        {
            readings.Add(reading);
        }

        if (shift != 0 && record.Fault is not RecordFault.TooLong && ReadValues(record, shift).Readable(withoutNumber: true) is { } shifted)
        {
            readings.Add(shifted);
        }

        return readings;
    }

    private Values ReadValues(CsvRecord record, int shift)
    {
        var values = new Values();
        var text = new Fields(columns, record, shift);
        ReadCard(text, ref values);
        var name = text[RosterColumn.KanaName];
        values.Name = KanaName.TryParse(name, out var kana, out var fault)
            ? kana
            : Wrong<KanaName>(
                RosterColumn.KanaName, name,
                fault.IsTooLong ? $"{KanaName.MaximumLength}文字を超えています。" : HasGaiji(name) ? "外字があります。" : "カタカナの氏名ではありません。");
        values.BirthDate = Date(text[RosterColumn.BirthDate], RosterColumn.BirthDate);
        values.Relation = ReadRelation(text);
        values.CoverageStart = Date(text[RosterColumn.CoverageStart], RosterColumn.CoverageStart);
        var end = text[RosterColumn.CoverageEnd];
        values.CoverageEnd = RosterDate.IsNone(end) ? null : Date(end, RosterColumn.CoverageEnd);
        if (values.CoverageEnd < values.CoverageStart)
        {
            Wrong<DateOnly>(RosterColumn.CoverageEnd, "", "資格取得日より前の日付です。");
        }

        values.PersonId = ReadPersonId(text);
        values.ViewingCode = Code(text[RosterColumn.ViewingCode], RosterColumn.ViewingCode, ViewingCodes());
        return values;
    }

    private void ReadCard(in Fields text, ref Values values)
    {
        var insurer = text[RosterColumn.InsurerNumber];
        values.InsurerNumber = InsurerNumber.TryParse(insurer, out var insurerNumber)
            ? insurerNumber
            : Wrong<InsurerNumber>(RosterColumn.InsurerNumber, insurer, SpreadsheetDamage.Find(insurer) ?? "6桁または8桁の数字ではありません。");
        var symbol = text[RosterColumn.CardSymbol];
        var damage = SpreadsheetDamage.Find(symbol);
        values.Symbol = damage is null && !symbol.Contains('"', StringComparison.Ordinal) && CardSymbol.TryParse(symbol, out var cardSymbol)
            ? cardSymbol
            : Wrong<CardSymbol>(RosterColumn.CardSymbol, symbol, damage ?? "使えない文字があるか、ハイフンのあとに何もありません。");
        var number = text[RosterColumn.CardNumber];
        damage = SpreadsheetDamage.Find(number);
        values.Number = CardNumber.TryParse(number, out var cardNumber, out var branchBehind) && damage is null
            ? cardNumber
            : Wrong<CardNumber>(RosterColumn.CardNumber, number, damage ?? "数字ではありません。");
        ReadBranch(text[RosterColumn.BranchNumber], branchBehind, ref values);
    }

    private void ReadBranch(string text, BranchNumber? behindNumber, ref Values values)
    {
        values.Branch = string.IsNullOrWhiteSpace(text) ? behindNumber
            : BranchNumber.TryParse(text, out var branch) ? branch
            : Wrong<BranchNumber>(RosterColumn.BranchNumber, text, SpreadsheetDamage.Find(text) ?? "2桁までの数字ではありません。");
        if (behindNumber is not null && values.Branch is not null && values.Branch != behindNumber)
        {
            values.Number = Wrong<CardNumber>(RosterColumn.CardNumber, "", "番号のあとの2桁が、枝番と異なります。");
        }
    }

    private Relation? ReadRelation(in Fields text) => text[RosterColumn.Relation].Trim() switch
    {
        // The digits are those of PersonalFamilyClassification (online eligibility checking).
        "本人" or "被保険者" or "1" or "１" => Relation.Insured,
        "家族" or "被扶養者" or "2" or "２" => Relation.Dependent,
        var other => Wrong<Relation>(RosterColumn.Relation, other, "「本人」または「家族」ではありません。"),
    };

    private DateOnly? Date(string text, RosterColumn column) =>
        RosterDate.TryParse(text, eras, out var date) ? date : Wrong<DateOnly>(column, text, "日付として読み取れません。");

    private string? ReadPersonId(in Fields text)
    {
        var id = text[RosterColumn.PersonId];
        if (SpreadsheetDamage.Find(id) is { } damage)
        {
            Wrong<int>(RosterColumn.PersonId, id, damage);
            return null;
        }

        // One file has 00012345 and the next, after a spreadsheet, 12345.
        return Code(id, RosterColumn.PersonId, PersonIds()) is not { } code ? null
            : code.AsSpan().ContainsAnyExceptInRange('0', '9') ? code
            : JapaneseText.TrimLeadingZeros(code);
    }

    private string? Code(string value, RosterColumn column, Regex form)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        var code = JapaneseText.Fold(value);
        if (code is not null && form.IsMatch(code))
        {
            return code;
        }

        Wrong<int>(column, value, "使えない文字があるか、長さが違います。");
        return null;
    }

    /// <summary>Takes note of a problem.</summary>
    /// <returns>No value.</returns>
    private T? Wrong<T>(RosterColumn column, string value, string reason)
        where T : struct
    {
        problems.Add(new RowProblem(RosterColumns.NameOf(column), value.Contains('\uFFFD', StringComparison.Ordinal) ? Undecoded : reason));
        return null;
    }

    /// <summary>0x80, 0xA0 and the private area decode to something, but to nothing that two machines agree on.</summary>
    private static bool HasGaiji(string text) => text.AsSpan().ContainsAnyInRange('\uE000', '\uF8FF') || text.Contains('\u0080', StringComparison.Ordinal);

    // No pattern of the reader has a timeout: each is linear in what is short anyway, and a starved instance would fail a good file by the clock.
    [GeneratedRegex(@"^(合計|総計|小計|計|総?件数|total)([\s:：(（]|\d|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TotalRow();

    [GeneratedRegex(@"^[\d,]+\s*(名|人|件|行)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Count();

    [GeneratedRegex(@"^[\p{L}\p{N}._:/-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex PersonIds();

    [GeneratedRegex("^[A-Za-z0-9]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex ViewingCodes();

    /// <summary>A record's fields by column, all moved by so many places.</summary>
    private readonly struct Fields(RosterColumns columns, CsvRecord record, int shift)
    {
        /// <summary>The value without what spreadsheets wrap around a number to keep its zeros: ="0012" and '0012.</summary>
        public string this[RosterColumn column] => columns[column] is >= 0 and var position
            ? record[position + shift] switch
            {
                ['=', '"', .. { Length: > 0 } number, '"'] => number.ToString(),
                ['\'', .. var rest] => rest.ToString(),
                var value => value.ToString(),
            }
            : "";
    }

    /// <summary>What was read of a row; null is what could not be read, or is not there.</summary>
    private struct Values
    {
        public InsurerNumber? InsurerNumber;
        public CardSymbol? Symbol;
        public CardNumber? Number;
        public BranchNumber? Branch;
        public KanaName? Name;
        public DateOnly? BirthDate;
        public Relation? Relation;
        public DateOnly? CoverageStart;
        public DateOnly? CoverageEnd;
        public string? PersonId;
        public string? ViewingCode;

        /// <summary>Null when nothing of it tells of a person.</summary>
        /// <param name="withoutNumber">A number alone tells nothing: any value that moved may be one.</param>
        public readonly ReadableValues? Readable(bool withoutNumber = false) =>
            (Number is null || withoutNumber) && Name is null && BirthDate is null && PersonId is null
                ? null
                : new ReadableValues(InsurerNumber, Symbol, Number, Branch, Name, BirthDate, PersonId);

        public readonly RosterRow ToRow(int line) => new(
            line, new Card(InsurerNumber!.Value, Symbol!.Value, Number!.Value), Branch, Name!.Value, BirthDate!.Value, Relation!.Value, CoverageStart!.Value, CoverageEnd,
            PersonId, ViewingCode);
    }
}
