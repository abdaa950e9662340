namespace Kencom.Core.Rosters;

/// <summary>A row that a report lists (RST-7): where it is and what is wrong with it, never a value.</summary>
/// <param name="Column">Empty when the row as a whole is meant.</param>
/// <param name="Outcome"><c>skipped</c> or <c>replaced</c>.</param>
public sealed record ReportedRow(int Line, string Column, string Reason, string Outcome)
{
    public static ReportedRow Skipped(int line, string column, string reason) => new(line, column, reason, "skipped");

    public static ReportedRow Replaced(int line, int byLine) => new(line, "", $"{byLine}行目に同じ人の行があるため、そちらを取り込みました。", "replaced");
}
