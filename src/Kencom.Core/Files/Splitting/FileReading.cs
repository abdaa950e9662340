using System.Globalization;

namespace Kencom.Core.Files;

/// <summary>What was counted while a file was read.</summary>
public sealed class FileReading
{
    private const int OldestAge = 120;
    private const int MaximumReportedRows = 100_000;

    private readonly List<ReportedRow> reported = [];
    private int bad;

    public FileCounts Counts { get; private set; } = new();

    public IReadOnlyCollection<ReportedRow> Reported => reported;

    public int RowsOfOthers { get; private set; }

    public int ImpossibleAges { get; private set; }

    public IReadOnlyList<string> IgnoredColumns { get; internal set; } = [];

    /// <summary>Why the file cannot be used, in Japanese; null if it can.</summary>
    public string? Rejection { get; internal set; }

    internal void Count<TRow>(in ParsedRow<TRow> row, DroppedFile file)
        where TRow : class
    {
        Counts = Counts with { Read = Counts.Read + 1 };
        if (row.Skipped is { } skipped)
        {
            bad += skipped.As is SkippedAs.Bad ? 1 : 0;
            RowsOfOthers += skipped.As is SkippedAs.OfAnotherInsurer ? 1 : 0;
            Counts = Counts with { Skipped = Counts.Skipped + 1 };
            Report(skipped.Problems, problem => ReportedRow.Skipped(skipped.Line, problem.Column, problem.Reason));
            return;
        }

        ImpossibleAges += row.BirthDate is { } birthDate && (birthDate > file.Day || JapanTime.AgeOn(file.Day, birthDate) > OldestAge) ? 1 : 0;
        if (row.LeftOut is { Count: > 0 } leftOut)
        {
            var line = row.Line;
            Counts = Counts with { Partly = Counts.Partly + 1 };
            Report(leftOut, problem => ReportedRow.Partly(line, problem.Column, problem.Reason));
        }
    }

    internal void Conclude(string? rejection, double maximumBadShare)
    {
        var persons = Counts.Read - Counts.Skipped + bad + RowsOfOthers;
        Rejection = rejection
            ?? (persons == 0 ? "加入者の行がありません。" : null)
            ?? (bad > maximumBadShare * persons
                ? string.Create(CultureInfo.InvariantCulture, $"読み取れない行が多すぎます（{persons}行のうち{bad}行）。")
                : null);
    }

    private void Report(IReadOnlyList<RowProblem> problems, Func<RowProblem, ReportedRow> report)
    {
        if (reported.Count < MaximumReportedRows)
        {
            reported.AddRange(problems.Select(report));
        }
    }
}
