namespace Kencom.Core.Rosters;

/// <summary>
/// Writes one part's changes: ids, cards, links, then the new state. Everything before the state can be repeated with the same result; the state is
/// what says that it was done (RST-5). Whoever comes late writes nothing: cards and state carry the sequence number of the file that wrote them, and an
/// earlier file's is refused.
/// </summary>
public sealed class ApplyRosterPart(
    RosterFileStore files, RosterBlobs blobs, RosterParts parts, RosterStore roster, RosterDispatch dispatch, RosterAttempts attempts, FinishRosterFile finish, TimeProvider clock)
{
    public async Task HandleAsync(RosterPartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is RosterFileState.Applying)
        {
            await attempts.RunAsync(file, message.Part, token => ApplyAsync(file, message.Part, token), cancellationToken);
        }
        else if (file is not null)
        {
            await finish.HandleAsync(file, cancellationToken);
        }
    }

    private async Task ApplyAsync(RosterFile file, int part, CancellationToken cancellationToken)
    {
        if (!await files.IsPartDoneAsync(file, part, cancellationToken)
            && (!await WriteAsync(file, part, cancellationToken) || !await files.AddPartAsync(file, new RosterPart { Number = part, DoneAt = clock.GetUtcNow() })))
        {
            return; // Another was faster, and sends what follows.
        }

        if (!await dispatch.SendNextAsync(file, part, cancellationToken))
        {
            await finish.HandleAsync(file, cancellationToken);
        }
    }

    /// <returns>False when a later file has been applied meanwhile.</returns>
    internal async Task<bool> WriteAsync(RosterFile file, int part, CancellationToken cancellationToken)
    {
        var present = await blobs.FindStateVersionAsync(file.InsurerNumber, file.Parts, part, cancellationToken);
        if (present.Sequence >= file.Sequence)
        {
            return present.Sequence == file.Sequence;
        }

        var (before, difference) = await parts.CompareAsync(file, part, cancellationToken);
        await roster.WriteAdoptedIdsAsync(file.HashVersion, difference.AdoptedIds, cancellationToken);
        if (!await roster.WriteAsync(file.HashVersion, file.Sequence, difference.Changes, cancellationToken))
        {
            return false;
        }

        var after = before.With(difference.Changes, file.Sequence);
        var linksChanged = await WriteLinksAsync(file, after, cancellationToken);
        return !(linksChanged || difference.Changes.Count > 0 || file.Parts != file.BaseParts)
            || await blobs.TryWriteStateAsync(file.InsurerNumber, file.Parts, part, after, present, cancellationToken);
    }

    /// <returns>Whether there was anything to write.</returns>
    private async Task<bool> WriteLinksAsync(RosterFile file, RosterState state, CancellationToken cancellationToken)
    {
        var lapsed = file.LapsedHash.Length == 0 ? [] : await blobs.ReadLapsedAsync(file.Id, part: null, cancellationToken);
        var links = state.LinksFor(lapsed, file.Day);
        if (links.SetEquals(state.Links))
        {
            return false;
        }

        await roster.WriteLinksAsync(file.HashVersion, parts.OwnerOf(file), state.Links, links, cancellationToken);
        state.Links.Clear();
        state.Links.UnionWith(links);
        return true;
    }
}
