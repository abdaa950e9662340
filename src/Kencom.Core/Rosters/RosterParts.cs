using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>
/// The difference that a part of a file makes. It is worked out twice, to decide on the file and to apply it: that costs less than keeping it meanwhile,
/// and gives the same, since neither the staged rows nor the insurer's roster change in between. After a part is applied there is none left.
/// </summary>
public sealed class RosterParts(RosterBlobs blobs, KeyedHasher hasher)
{
    /// <summary>The insurer's mark on its cards and links.</summary>
    internal ulong OwnerOf(RosterFile file)
    {
        using var owners = hasher.ForBulk(file.HashVersion, "roster-owner");
        return (ulong)(RosterKeys.Parse(owners.Hash(file.InsurerNumber)) >> 64);
    }

    /// <returns>The part as last applied, and what the file changes in it.</returns>
    internal async Task<(RosterState Before, RosterDifference Difference)> CompareAsync(RosterFile file, int part, CancellationToken cancellationToken)
    {
        var before = await blobs.ReadStateAsync(file.InsurerNumber, file.BaseParts, part, file.Parts, cancellationToken);
        var rows = StagedRow.ReadAll(await blobs.ReadStagedAsync(file.Id, part, cancellationToken));
        using var hashing = new RosterHasher(hasher, file.HashVersion);
        return (before, new RosterComparison(hashing, OwnerOf(file), file.Kind is RosterFileKind.Full, file.Day).Compare(before.Cards, rows));
    }
}
