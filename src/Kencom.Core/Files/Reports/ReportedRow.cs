namespace Kencom.Core.Files;

/// <summary>
/// A row that a report lists (RST-7): where it is, and in a clerk's words what is wrong with it or how it was understood, never a value. Every row that was
/// not simply taken as it stands is one.
/// </summary>
/// <param name="Line">Of the file; 0 for a row of an earlier file.</param>
/// <param name="Column">Empty when the row as a whole is meant.</param>
/// <param name="Outcome">
/// <c>skipped</c>, <c>replaced</c>, <c>undecided</c>, <c>kept</c>, <c>partly</c>, <c>added</c>, <c>changed</c>, <c>noted</c> or <c>dropped</c>.
/// </param>
public sealed record ReportedRow(int Line, string Column, string Reason, string Outcome)
{
    public static ReportedRow Skipped(int line, string column, string reason) => new(line, column, reason, "skipped");

    /// <summary>The row is imported without this value (FILE-2).</summary>
    public static ReportedRow Partly(int line, string column, string reason) => new(line, column, reason, "partly");
}
