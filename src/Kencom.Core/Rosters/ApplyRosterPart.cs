using Kencom.Core.Members;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Rosters;

/// <summary>
/// Writes one part's changes: claims of persons who have another key, cards, links, then the new state. Everything before the state can be repeated
/// with the same result; the state is what says that it was done (RST-5).
/// </summary>
public sealed partial class ApplyRosterPart(
    RosterFileStore files, RosterBlobs blobs, RosterParts parts, RosterStore roster, ClaimStore claims, MemberStore members, FinishRosterFile finish,
    TimeProvider clock, ILogger<ApplyRosterPart> logger)
{
    public async Task HandleAsync(RosterPartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is RosterFileState.Applying && !file.Applied.Contains(message.Part))
        {
            await ApplyAsync(file, message.Part, cancellationToken);
            file = await RecordAsync(file.Id, message.Part, cancellationToken);
        }

        if (file is not null)
        {
            await finish.HandleAsync(file, cancellationToken);
        }
    }

    private async Task ApplyAsync(RosterFile file, int part, CancellationToken cancellationToken)
    {
        var (before, difference) = await parts.CompareAsync(file, part, cancellationToken);
        foreach (var change in difference.KeyChanges)
        {
            await MoveClaimAsync(RosterKeys.Format(file.HashVersion, change.Former), RosterKeys.Format(file.HashVersion, change.Current), cancellationToken);
        }

        await roster.WriteAsync(file.HashVersion, difference.Changes, cancellationToken);
        var after = before.With(difference.Changes);
        var linksChanged = await WriteLinksAsync(file, after, cancellationToken);
        if (linksChanged || difference.Changes.Count > 0 || file.Parts != file.BaseParts)
        {
            await blobs.WriteStateAsync(file.InsurerNumber, file.Parts, part, after, cancellationToken);
        }
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

    /// <summary>A member whose person has another key now holds that too: no second membership, no lost one (EL-15).</summary>
    private async Task MoveClaimAsync(string former, string current, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(former, cancellationToken) is not { } memberId)
        {
            return;
        }

        if (await claims.AddAsync(current, memberId) != memberId)
        {
            Log.TwoMembersForOnePerson(logger);
            return;
        }

        await members.ChangeAsync(
            memberId, member => member.PersonKeys.Contains(current) ? member : member with { PersonKeys = member.PersonKeys.Add(current) });
    }

    private async Task<RosterFile?> RecordAsync(string fileId, int part, CancellationToken cancellationToken) =>
        (await files.ChangeAsync(
            fileId,
            file => file.State is not RosterFileState.Applying || file.Applied.Contains(part)
                ? null
                : file with { Applied = file.Applied.With(part), ProgressAt = clock.GetUtcNow() },
            cancellationToken))?.File;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Two members turned out to be one person of the roster; both stay as they are.")]
        public static partial void TwoMembersForOnePerson(ILogger logger);
    }
}
