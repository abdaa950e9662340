using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Rosters;

/// <summary>When all parts are compared: apply, or wait for an operator because something looks wrong (RST-6, RST-13).</summary>
public sealed class DecideRosterFile(
    RosterFileStore files, RosterBlobs blobs, RosterDispatch dispatch, FinishRosterFile finish, WriteRosterReport report, StartNextRosterFile startNext,
    IOptions<RosterOptions> options, TimeProvider clock)
{
    public async Task HandleAsync(RosterFile file, CancellationToken cancellationToken)
    {
        switch (file.State)
        {
            case RosterFileState.Comparing when await files.ListPartsAsync(file, cancellationToken) is var parts && parts.Count == file.Parts:
                await DecideAsync(file, parts, cancellationToken);
                break;
            case RosterFileState.WaitingForApproval:
                await LetOthersGoAsync(file, cancellationToken);
                break;
            default:
                break;
        }
    }

    private async Task DecideAsync(RosterFile file, IReadOnlyList<RosterPart> parts, CancellationToken cancellationToken)
    {
        var lapsedHash = parts.Any(part => part.HasLapsed) ? await MergeLapsedAsync(file, cancellationToken) : "";
        var head = await files.GetHeadAsync(file.InsurerNumber, cancellationToken);
        var measures = parts.Aggregate(new RosterMeasures(), (sum, part) => sum + part.Measures);
        var uncovered = await UncoveredPersonsAsync(file, measures, cancellationToken);
        var doubts = RosterDoubts.Measure(file, head, measures, uncovered, options.Value);
        var mustWait = !file.IsApproved && doubts.Any(doubt => doubt.IsExceeded);
        var now = clock.GetUtcNow();
        var decided = await files.ChangeAsync(file.Id, current => current.State is not RosterFileState.Comparing || current.Round != file.Round ? null : current with
        {
            State = mustWait ? RosterFileState.WaitingForApproval : RosterFileState.Applying,
            Reasons = [.. doubts.Where(doubt => doubt.IsExceeded).Select(doubt => doubt.Words)],
            Doubts = doubts,
            Counts = parts.Aggregate(current.ReadCounts, (sum, part) => sum + part.Counts),
            ChangedCards = parts.Sum(part => part.ChangedCards),
            AdoptsIds = parts.Any(part => part.AdoptsIds),
            LapsedHash = lapsedHash,
            ProgressAt = now,
            WaitingSince = mustWait ? now : current.WaitingSince,
        });
        if (decided is not { Changed: true, File: var changed })
        {
            return;
        }

        if (mustWait)
        {
            await report.HandleAsync(changed, cancellationToken);
            await LetOthersGoAsync(changed, cancellationToken);
        }
        else
        {
            await ApplyAsync(changed, head, cancellationToken);
        }
    }

    /// <summary>A file that changes nothing needs no part applied.</summary>
    private async Task ApplyAsync(RosterFile file, RosterHead head, CancellationToken cancellationToken)
    {
        if (file is { ChangedCards: 0, AdoptsIds: false } && file.LapsedHash == head.LapsedHash && file.Parts == head.Parts)
        {
            await finish.FinishAsync(file, cancellationToken);
        }
        else
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }

    private async Task<string> MergeLapsedAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var all = new HashSet<UInt128>();
        for (var part = 0; part < file.Parts; part++)
        {
            all.UnionWith(await blobs.ReadLapsedAsync(file.Id, part, cancellationToken));
        }

        return Convert.ToHexStringLower(SHA256.HashData(await blobs.WriteLapsedAsync(file.Id, part: null, all, cancellationToken)));
    }

    /// <summary>Persons who lose their coverage on a card, less those who came to another card (EL-15): these are looked at only when it matters.</summary>
    private async Task<int> UncoveredPersonsAsync(RosterFile file, RosterMeasures measures, CancellationToken cancellationToken)
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

    /// <summary>A file that waits does not hold up the next full one; if that is applied, this one is overtaken.</summary>
    private async Task LetOthersGoAsync(RosterFile file, CancellationToken cancellationToken)
    {
        await files.ChangeHeadAsync(file.InsurerNumber, head => head.CurrentFileId == file.Id ? head with { CurrentFileId = null } : null);
        await startNext.HandleAsync(file.InsurerNumber, cancellationToken);
    }
}
