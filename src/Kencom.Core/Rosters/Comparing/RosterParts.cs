using Kencom.Core.Files;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>
/// The difference that a part of a file makes. It is worked out twice, to decide on the file and to apply it: that costs less than keeping it meanwhile,
/// and gives the same, since neither the staged rows nor the insurer's roster change in between. After a part is applied there is none left.
/// </summary>
public sealed class RosterParts(FileBlobs files, RosterBlobs blobs, RosterHeadStore heads, RosterStore roster, KeyedHasher hasher)
{
    /// <summary>The insurer's mark on its cards and links.</summary>
    internal ulong OwnerOf(DroppedFile file) => OwnerOf(file.HashVersion, file.Owner);

    internal ulong OwnerOf(int version, string insurerNumber) => (ulong)(RosterKeys.Parse(hasher.Hash(version, "roster-owner", insurerNumber)) >> 64);

    /// <returns>The part as last applied, and what the file changes in it.</returns>
    internal async Task<(RosterState Before, RosterDifference Difference)> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        var before = await blobs.ReadStateAsync(file.Owner, file.BaseParts, part, file.Parts, cancellationToken);
        var rows = StagedRow.ReadAll(await files.ReadStagedAsync(file.Id, part, cancellationToken));
        var context = new ComparisonContext(OwnerOf(file), file.Kind is FileKind.Full, file.Day)
        {
            SharedIds = await blobs.ReadSharedIdsAsync(file.Id, cancellationToken),
            LooseRows = LooseRows.Open(await blobs.ReadLooseRowsAsync(file.Id, cancellationToken), LooseRows.KeyFor(hasher, file)),
        };
        var difference = Compare(file, context, before, rows);
        var adopted = await FindAdoptedAsync(file, difference, cancellationToken);
        return (before, adopted.Count == 0 ? difference : Compare(file, context with { AdoptedIds = adopted }, before, rows));
    }

    private RosterDifference Compare(DroppedFile file, ComparisonContext context, RosterState before, StagedRow[] rows)
    {
        using var hashing = new RosterHasher(hasher, file.HashVersion);
        return new RosterComparison(hashing, context).Compare(before.Cards, rows);
    }

    /// <summary>Who of those that come to a card was known elsewhere before the id was: only insurers that added ids later have any (EL-15).</summary>
    private async Task<IReadOnlyDictionary<UInt128, UInt128>> FindAdoptedAsync(DroppedFile file, RosterDifference difference, CancellationToken cancellationToken) =>
        difference.Newcomers.Count > 0 && (await heads.GetAsync(file.Owner, cancellationToken)).HasAdoptedIds
            ? await roster.FindAdoptedAsync(file.HashVersion, OwnerOf(file), difference.Newcomers, cancellationToken)
            : new Dictionary<UInt128, UInt128>();
}
