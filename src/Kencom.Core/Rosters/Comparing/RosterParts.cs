using Kencom.Core.Files;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>Works out the difference that a part of a file makes; repeated, it gives the same, until the part is applied.</summary>
public sealed class RosterParts(FileBlobs files, RosterBlobs blobs, RosterHeadStore heads, RosterStore roster, KeyedHasher hasher)
{
    /// <summary>The insurer's mark on its cards and links.</summary>
    internal ulong OwnerOf(DroppedFile file) => OwnerOf(file.HashVersion, file.Owner);

    internal ulong OwnerOf(int version, string insurerNumber) => (ulong)(RosterKeys.Parse(hasher.Hash(version, "roster-owner", insurerNumber)) >> 64);

    internal async Task<RosterDifference> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
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
        return adopted.Count == 0 ? difference : Compare(file, context with { AdoptedIds = adopted }, before, rows);
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
