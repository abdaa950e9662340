namespace Kencom.Core.Rosters;

/// <summary>A card's row.</summary>
/// <param name="Persons"><see cref="CardPayload"/>.</param>
/// <param name="Sequence">Of the file that wrote it (<see cref="Files.DroppedFile.Sequence"/>): an earlier file's late writer leaves it alone.</param>
internal sealed record StoredRosterCard(byte[] Persons, int Sequence);
