using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.Files;

/// <summary>What a checkup file means (FILE-1, FILE-2): results of persons, merged item by item into what is there.</summary>
/// <remarks>Comparing reads each checkup that a part names once; applying writes what changes, and reads again only where something was there.</remarks>
public sealed class CheckupFiles(
    FileBlobs blobs, FilePersons persons, CheckupStore checkups, KeptResults kept, ResultRetention retention, CheckupHeadStore heads, InsurerStore insurers,
    KeyedHasher hasher, Sealer sealer, IOptions<CheckupOptions> options, IOptions<ImportOptions> importOptions) : IFileContent
{
    private const string Added = "results-added";
    private const string Removed = "results-removed";
    private const string Purpose = "checkup-changes";
    private const int AtOnce = 8;

    public string Container => ContainerNames.Checkups;

    public double MaxBadShare => options.Value.MaxBadShare;

    public Task<SplitPlan> PlanAsync(DroppedFile file, int partsBySize, CancellationToken cancellationToken) =>
        Task.FromResult(new SplitPlan(partsBySize, BaseParts: 0, file.HashVersion > 0 ? file.HashVersion : hasher.CurrentVersion));

    public async Task<FileReading> ReadAsync(DroppedFile file, ReadRows reader, CancellationToken cancellationToken)
    {
        var eras = file.InsurerNumber is { } number ? (await insurers.ReadAsync(number, cancellationToken))?.EraTable : null;
        return await reader.ReadAsync(file, new CheckupRows(file, eras, sealer), cancellationToken);
    }

    public async Task<ComparedPart> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var staged = StagedRecords.Read(await blobs.ReadStagedAsync(file.Id, part, cancellationToken), file.Id, CheckupFileJson.Default.CheckupRow, sealer);
        var compared = new ConcurrentBag<ComparedPerson>();
        await Parallel.ForEachAsync(
            staged.GroupBy(row => row.Person),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (rows, token) => compared.Add(await CompareAsync(file, rows.Key, [.. rows], token)));
        var changes = new CheckupChanges([.. compared.Select(person => person.Change).OfType<PersonChange>()], [.. compared.SelectMany(person => person.Kept)]);
        await blobs.WriteAsync(
            file.Id, ChangesName(file, part), sealer.Seal(Purpose, ChangesName(file, part), JsonSerializer.SerializeToUtf8Bytes(changes, CheckupFileJson.Default.CheckupChanges)), cancellationToken);
        return new ComparedPart(
            compared.Aggregate(new FileCounts(), (sum, person) => sum + person.Counts),
            changes.Persons.Count + changes.Kept.Count,
            ImmutableSortedDictionary<string, int>.Empty.Add(Added, compared.Sum(person => person.Added)).Add(Removed, compared.Sum(person => person.Removed)),
            [.. compared.SelectMany(person => person.Reported).OrderBy(row => row.Line)]);
    }

    public async Task<FileJudgement> JudgeAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var there = (await heads.GetAsync(file.Owner, cancellationToken)).Results;
        return new FileJudgement(
            [FileDoubt.Measure("removed-results", "削除される結果", "これまでの結果{1}件のうち{0}件が削除されます。", file.Measures.GetValueOrDefault(Removed), there, options.Value.MaxRemovedShare, importOptions.Value.LeastConcerned)],
            file.Changes > 0);
    }

    public async Task<bool> ApplyAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var changes = await ReadChangesAsync(file, part, cancellationToken);
        var isOvertaken = 0;
        var known = new ConcurrentBag<RetainedPerson>();
        await Parallel.ForEachAsync(
            changes.Persons,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (person, token) =>
            {
                if (!await ApplyAsync(file, person, token))
                {
                    Interlocked.Exchange(ref isOvertaken, 1);
                }
                else if (person is { CardKey: { } card } && person.Checkups.Exists(checkup => checkup.IsNew))
                {
                    known.Add(new RetainedPerson(person.PersonKey, card, file.Day));
                }
            });
        await kept.AddAsync(file, part, changes.Kept);
        await retention.AddAsync($"{file.Id}-{part:d3}", [.. known.OrderBy(person => person.PersonKey, StringComparer.Ordinal)]);
        return isOvertaken == 0;
    }

    public Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken) => heads.MoveOnAsync(applied.Owner, head => head.ResultsSequence >= applied.Sequence ? head : head with
    {
        Results = Math.Max(0, head.Results + applied.Measures.GetValueOrDefault(Added) - applied.Measures.GetValueOrDefault(Removed)),
        ResultsSequence = applied.Sequence,
    });

    public Task CleanUpAsync(DroppedFile finished, CancellationToken cancellationToken) => Task.CompletedTask; // All of it lies beside the file.

    private async Task<ComparedPerson> CompareAsync(DroppedFile file, FilePerson person, CheckupRow[] rows, CancellationToken cancellationToken)
    {
        var found = await persons.FindAsync(file, person, cancellationToken);
        return found.PersonKey is { } key ? await CompareAsync(found, key, person, rows, cancellationToken) : Keep(file, rows, found.IsAmbiguous);
    }

    private async Task<ComparedPerson> CompareAsync(FoundPerson found, string key, FilePerson person, CheckupRow[] rows, CancellationToken cancellationToken)
    {
        var folding = new CheckupFolding();
        Array.ForEach(rows, folding.Add);
        var (before, gone) = (new Dictionary<CheckupFolding.Folded, Checkup?>(), 0);
        if (folding.RemovesAll)
        {
            gone = found.New is not null ? 0 : await checkups.ListAsync(key, cancellationToken).Select(checkup => checkup.Items.Length).SumAsync(cancellationToken);
        }

        foreach (var checkup in folding.Checkups)
        {
            before[checkup] = folding.RemovesAll || found.New is not null ? null : await checkups.FindAsync(key, checkup.Delta, cancellationToken);
        }

        var (counts, reported) = folding.Count(before, gone > 0);
        var deltas = new List<CheckupDelta>();
        var (added, removed) = (0, gone);
        foreach (var (checkup, there) in before)
        {
            var delta = checkup.Delta;
            var start = checkup.Removes || there is null ? delta with { Items = [] } : there;
            var after = start.With(delta);
            if (after == there || (there is null && after.Items.IsEmpty))
            {
                continue;
            }

            deltas.Add(new CheckupDelta(delta, checkup.Removes && there is not null, there is null));
            var (codesBefore, codesAfter) = (Codes(there), Codes(after));
            added += codesAfter.Except(codesBefore, StringComparer.Ordinal).Count();
            removed += codesBefore.Except(codesAfter, StringComparer.Ordinal).Count();
        }

        var change = deltas.Count > 0 || gone > 0 ? new PersonChange(key, found.CardKey, person, found.New, folding.RemovesAll, deltas) : null;
        return new ComparedPerson(change, [], counts, reported, added, removed);
    }

    private static IEnumerable<string> Codes(Checkup? checkup) => checkup is null ? [] : checkup.Items.Select(item => item.Code);

    /// <summary>Who is in no roster yet may be in the next one (FILE-2); there is nobody whose results could be removed.</summary>
    private ComparedPerson Keep(DroppedFile file, CheckupRow[] rows, bool isAmbiguous)
    {
        var takenUp = rows.Where(row => !isAmbiguous && !row.Removes).ToArray();
        var (keptRows, skipped) = (takenUp.Sum(row => row.Rows), rows.Sum(row => row.Rows) - takenUp.Sum(row => row.Rows));
        var until = JapanTime.DateOf(file.ReceivedAt + options.Value.UnknownKeptFor).ToString("yyyy年M月d日", System.Globalization.CultureInfo.InvariantCulture);
        var reported = rows.Select(row =>
            isAmbiguous ? ReportedRow.Skipped(row.Line, "", "同じ氏名・生年月日の人が複数います。加入者IDを入れてください。")
            : row.Removes ? ReportedRow.Skipped(row.Line, "", "加入者データに見つかりません。")
            : new ReportedRow(row.Line, "", $"加入者データに見つかりません。{until}まで保管し、それまでに届く加入者データで見つかれば取り込み、見つからなければ削除します。", "kept"));
        return new ComparedPerson(null, takenUp, new FileCounts(Skipped: skipped, Kept: keptRows), [.. reported], 0, 0);
    }

    private async Task<bool> ApplyAsync(DroppedFile file, PersonChange person, CancellationToken cancellationToken)
    {
        var key = await persons.EnsureAsync(file.GroupCode, person.Person, person.PersonKey, person.New);
        if (person.RemovesAll)
        {
            await checkups.RemoveAllAsync(key, file.Sequence, cancellationToken);
        }

        var isAll = true;
        foreach (var delta in person.Checkups)
        {
            if (delta.Removes)
            {
                await checkups.RemoveAsync(key, delta.Checkup, file.Sequence);
            }

            isAll &= await checkups.MergeAsync(key, delta.Checkup, file.Sequence, isLikelyNew: delta.IsNew || delta.Removes) is not CheckupChange.Overtaken;
        }

        return isAll;
    }

    private async Task<CheckupChanges> ReadChangesAsync(DroppedFile file, int part, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize(
            sealer.Open(Purpose, ChangesName(file, part), await blobs.ReadAsync(file.Id, ChangesName(file, part), cancellationToken)), CheckupFileJson.Default.CheckupChanges)!;

    private static string ChangesName(DroppedFile file, int part) => $"changes{file.Round}/{part:d3}";

    private sealed record ComparedPerson(
        PersonChange? Change, IReadOnlyList<CheckupRow> Kept, FileCounts Counts, IReadOnlyList<ReportedRow> Reported, int Added, int Removed);
}
