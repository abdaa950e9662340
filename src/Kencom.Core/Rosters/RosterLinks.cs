using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>
/// Keeps the links by which a card is accepted whose coverage has ended (EL-8): of an insurer's own persons who have two cards, and of all its persons with a
/// 加入者ID for the insurers that an operator declared one with it. Each insurer's imports write the links of its own rows, and lay them where a check of the
/// other card looks anyway: so a check costs the same for every insurer (EL-12).
/// </summary>
public sealed class RosterLinks(
    RosterBlobs blobs, RosterHeadStore heads, RosterStore roster, RosterParts parts, InsurerStore insurers, QueueSender queue, TimeProvider clock)
{
    /// <summary>Brings the links of a part in line with the rows that a file has made of it.</summary>
    /// <param name="lapsed">Persons of the insurer with a row whose coverage has an end.</param>
    /// <returns>Whether there was anything to write.</returns>
    internal async Task<bool> WriteAsync(DroppedFile file, RosterState state, IReadOnlySet<UInt128> lapsed, CancellationToken cancellationToken)
    {
        var links = state.LinksFor(parts.OwnerOf(file), lapsed, file.Day);
        links.UnionWith(await LinksForOthersAsync(file.Owner, file.HashVersion, state, file.Day, cancellationToken));
        return await WriteAsync(file.Owner, file.HashVersion, state, links);
    }

    /// <summary>
    /// An operator has changed which insurers count as one: that holds from now on, not from the next file. One part of the roster after the other; who repeats
    /// it finds it done.
    /// </summary>
    public async Task LinkAnewAsync(LinkRosterMessage message, CancellationToken cancellationToken)
    {
        var (insurerNumber, part) = message;
        var head = await heads.GetAsync(insurerNumber, cancellationToken);
        if (part >= head.Parts)
        {
            return;
        }

        var present = await blobs.FindStateVersionAsync(insurerNumber, head.Parts, part, cancellationToken);
        var state = await blobs.ReadStateAsync(insurerNumber, head.Parts, part, head.Parts, cancellationToken);
        var links = state.LinksFor(parts.OwnerOf(head.HashVersion, insurerNumber));
        links.UnionWith(await LinksForOthersAsync(insurerNumber, head.HashVersion, state, JapanTime.Today(clock), cancellationToken));
        if (await WriteAsync(insurerNumber, head.HashVersion, state, links)
            && !await blobs.TryReplaceStateAsync(insurerNumber, head.Parts, part, state, present, cancellationToken))
        {
            // A file was applied meanwhile, by what was declared then; look again.
            await queue.SendAsync(QueueNames.LinkRoster, message, cancellationToken: cancellationToken);
            return;
        }

        await queue.SendAsync(QueueNames.LinkRoster, message with { Part = part + 1 }, cancellationToken: cancellationToken);
    }

    /// <summary>Deletes what a part of a roster, which is no more, made valid of others' cards.</summary>
    internal Task DeleteAsync(string insurerNumber, int version, RosterState state) => WriteAsync(insurerNumber, version, state, []);

    private async Task<HashSet<CoverageLink>> LinksForOthersAsync(string insurerNumber, int version, RosterState state, DateOnly day, CancellationToken cancellationToken)
    {
        var links = new HashSet<CoverageLink>();
        foreach (var other in await insurers.ListDeclaredOneAsync(insurerNumber, cancellationToken))
        {
            links.UnionWith(state.LinksFor(parts.OwnerOf(version, other), persons: null, day));
        }

        return links;
    }

    private async Task<bool> WriteAsync(string insurerNumber, int version, RosterState state, HashSet<CoverageLink> links)
    {
        if (links.SetEquals(state.Links))
        {
            return false;
        }

        await roster.WriteLinksAsync(version, parts.OwnerOf(version, insurerNumber), state.Links, links);
        state.Links.Clear();
        state.Links.UnionWith(links);
        return true;
    }
}
