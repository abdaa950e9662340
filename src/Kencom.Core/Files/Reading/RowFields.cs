namespace Kencom.Core.Files;

/// <summary>The fields of one record by column: good only until the next one is read.</summary>
public sealed class RowFields
{
    private readonly List<RowProblem> problems = [];
    private CsvRecord record = null!;

    internal RowFields(FileColumns columns) => Columns = columns;

    public FileColumns Columns { get; }

    /// <summary>The line of the file in which the record begins.</summary>
    public int Line { get; private set; }

    /// <summary>The line of the file in which the record's form is wrong; else the one in which it begins.</summary>
    public int FaultyLine => Line + record.LinesBeforeFault;

    /// <summary>What is wrong with the record's form (RST-15): a record with any problem is no good row.</summary>
    public IReadOnlyList<RowProblem> Problems => problems;

    /// <summary>How many values there are too many (above 0) or too few (below).</summary>
    public int Shift => record.Count - Columns.Count;

    /// <summary>The reader gave up on the record: where it ends is unknown.</summary>
    public bool IsTooLong => record.Fault is RecordFault.TooLong;

    /// <summary>A column's value; empty where the file has no such column.</summary>
    public string this[int column] => Of(column, shift: 0);

    /// <summary>The same, if all values are moved by so many places.</summary>
    public string Of(int column, int shift) => Columns[column] is >= 0 and var position ? At(position + shift) : "";

    /// <summary>The value at a position, without what spreadsheets wrap around a number to keep its zeros: ="0012" and '0012 (RST-15).</summary>
    public string At(int position) => record[position] switch
    {
        ['=', '"', .. { Length: > 0 } number, '"'] => number.ToString(),
        ['\'', .. var rest] => rest.ToString(),
        var value => value.ToString(),
    };

    internal RowFields Read(CsvRecord from, int line, string? problem = null)
    {
        (record, Line) = (from, line);
        problems.Clear();
        if (problem is not null)
        {
            problems.Add(new RowProblem("", problem));
        }

        CheckForm();
        return this;
    }

    private void CheckForm()
    {
        if (record.Fault is RecordFault.TooLong)
        {
            problems.Add(new RowProblem("", "行が長すぎます。"));
        }
        else if (record.Fault is RecordFault.Quote || (record.HoldsDelimiters && record.Count < Columns.Count))
        {
            problems.Add(new RowProblem(
                record.Fault is RecordFault.Quote && Columns.At(record.FaultyField) is { } column ? Columns.NameOf(column) : "",
                "引用符（\"）が閉じられていないか、値の途中や別の行で閉じられています。"));
        }
        else if (!record.HasLineEnd && record.Count < Columns.Count)
        {
            problems.Add(new RowProblem("", "ファイルの最後の行が途中で切れています。"));
        }

        for (var i = Columns.Count; i < record.Count; i++)
        {
            if (!record[i].IsWhiteSpace())
            {
                problems.Add(new RowProblem("", "列の数が見出し行より多くなっています。"));
                break;
            }
        }
    }
}
