namespace Kencom.Core.Files;

/// <summary>What is wrong with one value of a row: the column's name and a reason in Japanese, never the value (RST-7).</summary>
public readonly record struct RowProblem(string Column, string Reason);

/// <summary>Why a row is not imported.</summary>
public enum SkippedAs
{
    /// <summary>Wrong or unreadable: too many of them reject the file (RST-7).</summary>
    Bad,

    /// <summary>No row at all: a total, a repeated header.</summary>
    NoRow,

    /// <summary>The row is another insurer's than the folder's (RST-12, RST-13).</summary>
    OfAnotherInsurer,
}

/// <summary>A row that is not imported.</summary>
/// <param name="Line">Of the file, as an editor counts, where the row begins.</param>
public sealed record SkippedRow(int Line, SkippedAs As, IReadOnlyList<RowProblem> Problems);

/// <summary>What a record of the file was found to be.</summary>
/// <param name="Line">Of the file, as an editor counts, where it begins.</param>
/// <param name="Row">What is staged; also of a skipped row, if it means something that it was there.</param>
/// <param name="Skipped">Null for a row that is imported.</param>
/// <param name="LeftOut">Values without which the row is imported (FILE-2); null for none.</param>
/// <param name="BirthDate">Of an imported row: how old the person is must be possible (RST-13).</param>
public readonly record struct ParsedRow<TRow>(int Line, TRow? Row, SkippedRow? Skipped = null, IReadOnlyList<RowProblem>? LeftOut = null, DateOnly? BirthDate = null)
    where TRow : class;

/// <summary>Makes the rows of one file, while it is read once from beginning to end.</summary>
/// <typeparam name="TRow">A row as read and checked; lives in memory only, as long as it takes to stage it.</typeparam>
public interface IRows<TRow>
    where TRow : class
{
    ColumnSet Columns { get; }

    /// <summary>Makes a row of a record that is neither a total nor a header; called in the order of the file.</summary>
    ParsedRow<TRow> Parse(RowFields fields);

    /// <summary>Skips an imported row after all: only what followed it showed that it is bad.</summary>
    ParsedRow<TRow> Refuse(TRow row, RowProblem problem);

    /// <summary>Takes note of what concerns the file as a whole; called in the order of the file, when it is certain what the row is.</summary>
    void Take(in ParsedRow<TRow> row);

    /// <summary>Hashes or seals some rows and writes each to its part. Called for several batches at once, on any thread.</summary>
    void Stage(IReadOnlyList<TRow> rows, StagedRows to);

    /// <summary>All rows are staged: writes what was taken note of. Not called for a file that is rejected.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
