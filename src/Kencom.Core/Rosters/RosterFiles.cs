using System.Security.Cryptography;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Rosters;

/// <summary>What a roster file means: who is on which card, since when and until when.</summary>
public sealed class RosterFiles(
    RosterBlobs blobs, RosterHeadStore heads, RosterParts parts, RosterStore roster, RosterLinks links, RosterCodes codes, InsurerStore insurers, KeyedHasher hasher, HashKeyring keyring, QueueSender queue,
    IOptions<RosterOptions> options, IOptions<ImportOptions> importOptions) : IFileContent
{
    public string Container => ContainerNames.Rosters;

    public double MaxBadShare => options.Value.MaxBadShare;

    /// <summary>The parts of a roster never become fewer, and its hash key stays.</summary>
    public async Task<SplitPlan> PlanAsync(DroppedFile file, int partsBySize, CancellationToken cancellationToken)
    {
        var head = await heads.GetAsync(file.Owner, cancellationToken);
        var version = head.Parts > 0 ? head.HashVersion : file.HashVersion > 0 ? file.HashVersion : keyring.Current;
        return new SplitPlan(Math.Max(head.Parts, partsBySize), head.Parts, version);
    }

    public async Task<FileReading> ReadAsync(DroppedFile file, ReadRows reader, CancellationToken cancellationToken)
    {
        var eras = (await insurers.ReadAsync(file.Owner, cancellationToken))?.EraTable;
        return await reader.ReadAsync(file, new RosterRows(file, eras, hasher, blobs), cancellationToken);
    }

    public async Task<ComparedPart> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var difference = await parts.CompareAsync(file, part, cancellationToken);
        await blobs.WriteChangesAsync(file, part, new RosterChanges(difference.Changes, difference.AdoptedIds), cancellationToken);
        await blobs.WriteLapsedAsync(file.Id, part, difference.Lapsed, cancellationToken);
        if (file.BaseParts > 0)
        {
            await blobs.WriteMovesAsync(file, part, difference.Moves, cancellationToken);
        }

        await codes.WriteAsync(file, part, difference.Codes, cancellationToken);
        var measures = difference.Measures with { Lapsed = difference.Lapsed.Count, AdoptedIds = difference.AdoptedIds.Count, Codes = difference.Codes.Count };
        return new ComparedPart(difference.Counts, difference.Changes.Count, measures.ByName(), difference.Reported);
    }

    public async Task<FileJudgement> JudgeAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var head = await heads.GetAsync(file.Owner, cancellationToken);
        var measures = RosterMeasures.Of(file);
        var lapsedHash = measures.Lapsed > 0 ? await MergeLapsedAsync(file, cancellationToken) : "";
        var uncovered = await UncoveredPersonsAsync(file, measures, cancellationToken);
        var doubts = RosterDoubts.Measure(file, head, measures, uncovered, options.Value, importOptions.Value.LeastConcerned);
        return new FileJudgement(doubts, file.Changes > 0 || measures.AdoptedIds > 0 || lapsedHash != head.LapsedHash || file.Parts != head.Parts);
    }

    /// <summary>
    /// Writes ids, cards, links, then the new state. Everything before the state can be repeated with the same result; the state is what says that it was
    /// done (RST-5). Cards and state carry the sequence number of the file that wrote them, and an earlier file's is refused.
    /// </summary>
    public async Task<bool> ApplyAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var present = await blobs.FindStateVersionAsync(file.Owner, file.Parts, part, cancellationToken);
        if (present.Sequence >= file.Sequence)
        {
            return present.Sequence == file.Sequence;
        }

        var before = await blobs.ReadStateAsync(file.Owner, file.BaseParts, part, file.Parts, cancellationToken);
        var changes = await blobs.ReadChangesAsync(file, part, cancellationToken);
        await roster.WriteAdoptedIdsAsync(file.HashVersion, parts.OwnerOf(file), changes.AdoptedIds, cancellationToken);
        if (!await roster.WriteAsync(file.HashVersion, file.Sequence, changes.Cards, cancellationToken))
        {
            return false;
        }

        var after = before.With(changes.Cards, file.Sequence);
        var lapsed = RosterMeasures.Of(file).Lapsed == 0 ? [] : await blobs.ReadLapsedAsync(file.Id, part: null, cancellationToken);
        var linksChanged = await links.WriteAsync(file, after, lapsed, cancellationToken);
        return !(linksChanged || changes.Cards.Count > 0 || file.Parts != file.BaseParts)
            || await blobs.TryWriteStateAsync(file.Owner, file.Parts, part, after, present, cancellationToken);
    }

    public async Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken)
    {
        var measures = RosterMeasures.Of(applied);
        var lapsedHash = measures.Lapsed > 0 ? await MergeLapsedAsync(applied, cancellationToken) : "";
        await heads.MoveOnAsync(applied.Owner, applied.Sequence, head => head with
        {
            Parts = applied.Parts,
            HashVersion = applied.HashVersion,
            LapsedHash = lapsedHash,
            HasAdoptedIds = head.HasAdoptedIds || measures.AdoptedIds > 0,
            LastDatedPath = FileNameDate.Find(applied.Path) is null ? head.LastDatedPath : applied.Path,
        });
        if (measures.Codes > 0)
        {
            await codes.HandOverAsync(applied, cancellationToken);
        }

        if (applied.Changes > 0)
        {
            // Who waits may be on the roster now (EL-14), or have a card of an insurer declared one that is valid now (EL-8).
            foreach (var insurer in (await insurers.ListDeclaredOneAsync(applied.Owner, cancellationToken)).Prepend(applied.Owner))
            {
                await queue.SendAsync(QueueNames.ResumeWaitingChecks, new RosterImportedMessage(insurer), cancellationToken: cancellationToken);
            }

            await queue.SendAsync(QueueNames.TakeUpResults, new RosterImportedMessage(applied.Owner), cancellationToken: cancellationToken);
        }
    }

    /// <summary>A file that was applied may have left the state of a coarser division behind, one that was not may have begun a finer one.</summary>
    public Task CleanUpAsync(DroppedFile finished, CancellationToken cancellationToken) =>
        blobs.CleanUpAsync(finished, finished.State is FileState.Done ? finished.Parts : finished.BaseParts, cancellationToken);

    /// <summary>Puts the lapsed persons of all parts together; repeating it gives the same.</summary>
    private async Task<string> MergeLapsedAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var all = new HashSet<UInt128>();
        for (var part = 0; part < file.Parts; part++)
        {
            all.UnionWith(await blobs.ReadLapsedAsync(file.Id, part, cancellationToken));
        }

        return Convert.ToHexStringLower(SHA256.HashData(await blobs.WriteLapsedAsync(file.Id, part: null, all, cancellationToken)));
    }

    /// <summary>Persons who lose their coverage on a card, less those who came to another card (EL-15): these are looked at only when it matters.</summary>
    private async Task<int> UncoveredPersonsAsync(DroppedFile file, RosterMeasures measures, CancellationToken cancellationToken)
    {
        if (measures.Uncovered <= options.Value.MaxEndedShare * measures.CoveredBefore)
        {
            return measures.Uncovered;
        }

        var all = new PersonMoves([], []);
        for (var part = 0; part < file.Parts; part++)
        {
            var moves = await blobs.ReadMovesAsync(file, part, cancellationToken);
            all.Ended.UnionWith(moves.Ended);
            all.Come.UnionWith(moves.Come);
        }

        return measures.Uncovered - all.Ended.Count(all.Come.Contains);
    }
}
