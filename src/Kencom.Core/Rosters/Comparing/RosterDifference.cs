using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>A card whose row is to be written.</summary>
/// <param name="IsNew">No row of this insurer's files is there yet.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CardChange(UInt128 CardKey, bool IsNew, ReadOnlyMemory<byte> Payload)
{
    public StoredCard Card => new(CardKey, Payload);
}

/// <summary>A 加入者ID that leads to another key than the one made of it: its person was known before the id was (EL-15).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AdoptedId(UInt128 Identity, UInt128 PersonKey);

/// <summary>Persons known by id who are no longer covered on a card, and who came to one: who did both has moved, across the parts of a file (EL-15).</summary>
internal sealed record PersonMoves(HashSet<UInt128> Ended, HashSet<UInt128> Come);

/// <summary>The code that a row brings for its person.</summary>
internal readonly record struct PersonCode(UInt128 PersonKey, UInt128 CardKey, CodeHash[] Code);

/// <summary>What the doubts about a file are measured by (<see cref="RosterDoubts"/>).</summary>
/// <param name="CoveredBefore">Persons covered on the day of the file, before it.</param>
/// <param name="Uncovered">Those of them who no longer would be, or not for longer than 31 days (RST-6).</param>
/// <param name="Renamed">Persons and rows whose name changed while card and birth date stayed (RST-13).</param>
/// <param name="Lapsed">Persons known by id with a row whose coverage has an end (EL-8).</param>
/// <param name="Codes">Persons with a 健診閲覧コード.</param>
/// <param name="AdoptedIds">加入者IDs that lead to persons who were known before them (EL-15).</param>
internal sealed record RosterMeasures(int CoveredBefore = 0, int Uncovered = 0, int Renamed = 0, int Lapsed = 0, int AdoptedIds = 0, int Codes = 0)
{
    public static RosterMeasures Of(DroppedFile file) => new(
        file.Measures.GetValueOrDefault("covered-before"), file.Measures.GetValueOrDefault("uncovered"), file.Measures.GetValueOrDefault("renamed"),
        file.Measures.GetValueOrDefault("lapsed"), file.Measures.GetValueOrDefault("adopted-ids"), file.Measures.GetValueOrDefault(RosterCodes.Measure));

    public ImmutableSortedDictionary<string, int> ByName() => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        new("covered-before", CoveredBefore), new("uncovered", Uncovered), new("renamed", Renamed), new("lapsed", Lapsed), new("adopted-ids", AdoptedIds),
        new KeyValuePair<string, int>(RosterCodes.Measure, Codes),
    ]);
}

/// <summary>The difference between a part of a file and what was applied before.</summary>
/// <param name="Changes">In the order of the cards' keys.</param>
/// <param name="AdoptedIds">Ids that now lead to persons who were known before.</param>
/// <param name="Newcomers">The ids of who appears on a card: on another one they may be known already.</param>
/// <param name="Reported">Rows that were not taken as they stand, for a reason that shows only here.</param>
/// <param name="Lapsed">Persons known by id with a row whose coverage has an end, after this file (EL-8).</param>
/// <param name="Codes">Persons whose row has a 健診閲覧コード, whether anything of them changes or not.</param>
internal sealed record RosterDifference(
    IReadOnlyList<CardChange> Changes, IReadOnlyList<AdoptedId> AdoptedIds, IReadOnlyList<UInt128> Newcomers, IReadOnlyCollection<ReportedRow> Reported,
    IReadOnlySet<UInt128> Lapsed, PersonMoves Moves, IReadOnlyList<PersonCode> Codes, FileCounts Counts, RosterMeasures Measures);
