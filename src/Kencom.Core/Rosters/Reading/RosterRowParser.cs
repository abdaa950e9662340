using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Insurers;

namespace Kencom.Core.Rosters;

/// <summary>
/// Makes a person of a record's fields (RST-1, RST-2, RST-7). Of a row with a wrong value it keeps what could be read, so that nobody ends whom the row may
/// be about (RST-6).
/// </summary>
internal sealed class RosterRowParser(EraTable? eras)
{
    private readonly RowValues values = new(eras);

    public ParsedRow<IRosterFileRow> Parse(RowFields fields)
    {
        values.Start(fields);
        var person = Read();
        if (values.Problems.Count == 0)
        {
            return new ParsedRow<IRosterFileRow>(fields.Line, person.ToRow(fields.Line), BirthDate: person.BirthDate);
        }

        var skipped = new SkippedRow(fields.FaultyLine, SkippedAs.Bad, [.. values.Problems]);
        return new ParsedRow<IRosterFileRow>(fields.Line, new BadRosterRow(fields.FaultyLine, Readings(fields, person)), skipped);
    }

    /// <summary>A row that is not imported although it could be read.</summary>
    public static ParsedRow<IRosterFileRow> Refuse(RosterRow row, SkippedAs skippedAs, RowProblem problem) =>
        new(row.Line, new BadRosterRow(row.Line, [row.Readable()]), new SkippedRow(row.Line, skippedAs, [problem]));

    /// <summary>From the beginning, and where there are too many values or too few, from the end too: a comma in a value moves only what follows.</summary>
    private List<ReadableValues> Readings(RowFields fields, in Person fromBeginning)
    {
        var readings = new List<ReadableValues>(2);
        if (fromBeginning.Readable() is { } reading)
        {
            readings.Add(reading);
        }

        if (fields.Shift != 0 && !fields.IsTooLong)
        {
            values.Move(fields.Shift);
            if (Read().Readable(withoutNumber: true) is { } shifted)
            {
                readings.Add(shifted);
            }
        }

        return readings;
    }

    private Person Read()
    {
        var person = new Person { InsurerNumber = values.Insurer(RosterColumns.InsurerNumber), Symbol = values.Symbol(RosterColumns.CardSymbol) };
        (person.Number, person.Branch) = values.NumberAndBranch(RosterColumns.CardNumber, RosterColumns.BranchNumber);
        person.Name = values.Name(RosterColumns.KanaName);
        person.BirthDate = values.Date(RosterColumns.BirthDate);
        person.Relation = ReadRelation();
        person.CoverageStart = values.Date(RosterColumns.CoverageStart);
        var end = values.Text(RosterColumns.CoverageEnd);
        person.CoverageEnd = FileDate.IsNone(end) ? null : values.Date(RosterColumns.CoverageEnd, end);
        if (person.CoverageEnd < person.CoverageStart)
        {
            values.Wrong(RosterColumns.CoverageEnd, "", "資格取得日より前の日付です。");
        }

        person.PersonId = values.PersonId(RosterColumns.PersonId);
        person.ViewingCode = values.ViewingCode(RosterColumns.ViewingCode);
        return person;
    }

    private Relation? ReadRelation() => values.Text(RosterColumns.Relation).Trim() switch
    {
        // The digits are those of PersonalFamilyClassification (online eligibility checking).
        "本人" or "被保険者" or "1" or "１" => Relation.Insured,
        "家族" or "被扶養者" or "2" or "２" => Relation.Dependent,
        var other => values.Wrong<Relation>(RosterColumns.Relation, other, "「本人」または「家族」ではありません。"),
    };

    /// <summary>What was read of a row; null is what could not be read, or is not there.</summary>
    private struct Person
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
