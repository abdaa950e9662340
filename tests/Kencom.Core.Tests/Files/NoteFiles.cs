using System.Collections.Immutable;
using System.Text;
using Kencom.Core.Files;

namespace Kencom.Core.Tests.Files;

/// <summary>
/// The smallest content that there can be, to try what happens to files of any kind: a row is a birth date and a note, and applying notes which files were
/// applied. A row with the note 疑 is doubtful, one with 壊 cannot be compared.
/// </summary>
internal sealed class NoteFiles(string container, FileBlobs blobs, Queue<string> applied) : IFileContent
{
    private const string Doubtful = "疑";
    private const string Broken = "壊";

    private static readonly ColumnSet Columns = new("メモ", "生年月日", [new(["生年月日"], IsRequired: true, FileDate.IsDate), new(["メモ"], IsRequired: true)]);

    public string Container => container;

    public double MaxBadShare => 0.10;

    public static byte[] File(params string[] notes) => Encoding.UTF8.GetBytes("生年月日,メモ,備考\r\n" + string.Concat(notes.Select(note => $"1972-04-15,{note},x\r\n")));

    public Task<SplitPlan> PlanAsync(DroppedFile file, int partsBySize, CancellationToken cancellationToken) => Task.FromResult(new SplitPlan(2, 0, 1));

    public Task<FileReading> ReadAsync(DroppedFile file, ReadRows reader, CancellationToken cancellationToken) => reader.ReadAsync(file, new Rows(), cancellationToken);

    public async Task<ComparedPart> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var notes = Encoding.UTF8.GetString(await blobs.ReadStagedAsync(file.Id, part, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var doubtful = notes.Count(note => note == Doubtful);
        return notes.Contains(Broken)
            ? throw new InvalidDataException("Nobody can read this.")
            : new ComparedPart(new FileCounts(Added: notes.Length), notes.Length, ImmutableSortedDictionary<string, int>.Empty.Add("doubtful", doubtful), []);
    }

    public Task<FileJudgement> JudgeAsync(DroppedFile file, CancellationToken cancellationToken) => Task.FromResult(new FileJudgement(
        [FileDoubt.Measure("doubtful", "疑わしい行", "{1}行のうち{0}行が疑わしい行です。", file.Measures.GetValueOrDefault("doubtful"), file.Counts.Read, limit: 0, least: 1)], ChangesAnything: true));

    public Task<bool> ApplyAsync(DroppedFile file, int part, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task FinishAsync(DroppedFile done, CancellationToken cancellationToken)
    {
        lock (applied)
        {
            var path = $"{container}/{done.Path}";
            if (!applied.Contains(path))
            {
                applied.Enqueue(path); // Two who finish the last parts at once both say so (RST-5).
            }
        }

        return Task.CompletedTask;
    }

    public Task CleanUpAsync(DroppedFile finished, CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Rows : IRows<string>
    {
        ColumnSet IRows<string>.Columns => Columns;

        public ParsedRow<string> Parse(RowFields fields) => new(fields.Line, fields[1], BirthDate: new DateOnly(1972, 4, 15));

        public ParsedRow<string> Refuse(string row, RowProblem problem) => new(0, null, new SkippedRow(0, SkippedAs.Bad, [problem]));

        public void Take(in ParsedRow<string> row)
        {
        }

        public void Stage(IReadOnlyList<string> rows, StagedRows to)
        {
            foreach (var row in rows)
            {
                to.Keep(Encoding.UTF8.GetBytes(row + "\n", to.Next(row.Length % 2, 100)));
            }
        }

        public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
