using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.Files;

/// <summary>What a viewing-code file means (FILE-3): codes of persons; where one is missing, it is made here and goes into a print file (FILE-4).</summary>
public sealed class CodeFiles(
    FileBlobs blobs, FilePersons persons, ViewingCodeStore codes, WritePrintFile printFile, ResultRetention retention, CodeShares shares, InsurerStore insurers,
    KeyedHasher hasher, Sealer sealer, IOptions<CheckupOptions> options) : IFileContent
{
    private const string Made = "codes-made";
    private const string Purpose = "code-changes";
    private const int AtOnce = 8;

    public string Container => ContainerNames.ViewingCodes;

    public double MaxBadShare => options.Value.MaxBadShare;

    public Task<SplitPlan> PlanAsync(DroppedFile file, int partsBySize, CancellationToken cancellationToken) =>
        Task.FromResult(new SplitPlan(partsBySize, BaseParts: 0, file.HashVersion > 0 ? file.HashVersion : hasher.CurrentVersion));

    public async Task<FileReading> ReadAsync(DroppedFile file, ReadRows reader, CancellationToken cancellationToken)
    {
        var eras = file.InsurerNumber is { } number ? (await insurers.ReadAsync(number, cancellationToken))?.EraTable : null;
        return await reader.ReadAsync(file, new CodeRows(file, eras, sealer), cancellationToken);
    }

    public async Task<ComparedPart> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var staged = StagedRecords.Read(await blobs.ReadStagedAsync(file.Id, part, cancellationToken), file.Id, CheckupFileJson.Default.CodeRow, sealer);
        var found = new ConcurrentDictionary<FilePerson, FoundPerson>();
        await Parallel.ForEachAsync(
            staged.Select(row => row.Person).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (person, token) => found[person] = await persons.FindAsync(file, person, token));
        var compared = new ConcurrentBag<ComparedCode>();
        await Parallel.ForEachAsync(
            staged.GroupBy(row => found[row.Person].PersonKey ?? $"line {row.Line}"),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (rows, token) => compared.Add(await CompareAsync(file, [.. rows], found, token)));
        var changes = new CodeChanges([.. compared.Select(code => code.Issue).OfType<CodeIssue>().OrderBy(issue => issue.Line)]);
        var name = ChangesName(file, part);
        await blobs.WriteAsync(file.Id, name, sealer.Seal(Purpose, name, JsonSerializer.SerializeToUtf8Bytes(changes, CheckupFileJson.Default.CodeChanges)), cancellationToken);
        return new ComparedPart(
            compared.Aggregate(new FileCounts(), (sum, code) => sum + code.Counts),
            changes.Issues.Count,
            shares.Measure(changes.Issues.Count, [.. compared.Select(code => code.Ended).OfType<ViewingCode>()]).Add(Made, changes.Issues.Count(issue => issue.IsMade)),
            [.. compared.SelectMany(code => code.Reported).OrderBy(row => row.Line)]);
    }

    public async Task<FileJudgement> JudgeAsync(DroppedFile file, CancellationToken cancellationToken) =>
        new([await shares.JudgeAsync(file, cancellationToken)], file.Changes > 0);

    public async Task<bool> ApplyAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var changes = await ReadChangesAsync(file, part, cancellationToken);
        var isOvertaken = 0;
        await Parallel.ForEachAsync(
            changes.Issues,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (issue, _) =>
            {
                var key = await persons.EnsureAsync(file.GroupCode, issue.Person, issue.PersonKey, issue.New);
                if (await codes.IssueAsync(key, CodeWords.Hash(hasher, issue.Code), file.ReceivedAt, file.Sequence) is CodeChange.Overtaken)
                {
                    Interlocked.Exchange(ref isOvertaken, 1);
                }
            });
        await retention.AddAsync(
            $"{file.Id}-{part:d3}", [.. changes.Issues.Where(issue => issue.CardKey is not null).Select(issue => new RetainedPerson(issue.PersonKey, issue.CardKey!, file.Day))]);
        return isOvertaken == 0;
    }

    public async Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken)
    {
        if (applied.Measures.GetValueOrDefault(Made) > 0)
        {
            await printFile.WriteAsync(applied.Id, applied.Owner, MadeAsync(applied, cancellationToken), cancellationToken);
        }

        await shares.CountAsync(applied);
    }

    public Task CleanUpAsync(DroppedFile finished, CancellationToken cancellationToken) => Task.CompletedTask; // All of it lies beside the file.

    private async Task<ComparedCode> CompareAsync(DroppedFile file, CodeRow[] rows, ConcurrentDictionary<FilePerson, FoundPerson> found, CancellationToken cancellationToken)
    {
        var row = rows[^1];
        var person = found[row.Person];
        if (person.PersonKey is not { } key)
        {
            var reason = person.IsAmbiguous ? "同じ氏名・生年月日の人が複数います。加入者IDを入れてください。" : "加入者データに見つかりません。";
            return new ComparedCode(null, new FileCounts(Skipped: 1), [ReportedRow.Skipped(row.Line, "", reason)], null);
        }

        var reported = rows[..^1].Select(former => new ReportedRow(former.Line, "", "同じ人の行があとにあるため、そちらを取り込みました。", "replaced")).ToList();
        var counts = new FileCounts(Replaced: reported.Count);
        var present = person.New is not null ? null : await codes.FindAsync(key, cancellationToken);
        if (row.Code is null && present is not null && codes.Stays(present))
        {
            reported.Add(new ReportedRow(row.Line, "健診閲覧コード", "有効なコードがあるため、新しいコードは作りませんでした。", "noted"));
            return new ComparedCode(null, counts with { Unchanged = 1 }, reported, null);
        }

        var code = row.Code ?? CodeWords.Make(hasher, file.HashVersion, file.Id, row.Line.ToString(CultureInfo.InvariantCulture));
        var change = ViewingCodeStore.WouldChange(present, CodeWords.Hash(hasher, code));
        var issue = change is CodeChange.Unchanged ? null : new CodeIssue(row.Line, key, person.CardKey, row.Person, person.New, code, row.Code is null, row.Words);
        counts = change switch
        {
            CodeChange.Added => counts with { Added = 1 },
            CodeChange.Replaced => counts with { Changed = 1 },
            _ => counts with { Unchanged = 1 },
        };
        return new ComparedCode(issue, counts, reported, change is CodeChange.Replaced ? present : null);
    }

    private async IAsyncEnumerable<PrintRow> MadeAsync(DroppedFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var part = 0; part < file.Parts; part++)
        {
            foreach (var issue in (await ReadChangesAsync(file, part, cancellationToken)).Issues.Where(issue => issue.IsMade))
            {
                yield return new PrintRow(issue.Words, issue.Code, file.ReceivedAt);
            }
        }
    }

    private async Task<CodeChanges> ReadChangesAsync(DroppedFile file, int part, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize(
            sealer.Open(Purpose, ChangesName(file, part), await blobs.ReadAsync(file.Id, ChangesName(file, part), cancellationToken)), CheckupFileJson.Default.CodeChanges)!;

    private static string ChangesName(DroppedFile file, int part) => $"changes{file.Round}/{part:d3}";

    private sealed record ComparedCode(CodeIssue? Issue, FileCounts Counts, IReadOnlyList<ReportedRow> Reported, ViewingCode? Ended);
}
