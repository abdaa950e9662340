using Kencom.Core.Rosters;

namespace Kencom.Functions.Rosters;

/// <summary>A roster file as the API shows it.</summary>
/// <param name="Reasons">Why it waits or was rejected; <c>overtaken</c> for a file that a later one made pointless.</param>
/// <param name="Checks">What was measured of the file as a whole.</param>
/// <param name="SecondsLeft">An estimate while it is under way.</param>
public sealed record RosterFileAnswer(
    string Id, string InsurerNumber, string Path, FileKind Kind, FileState State, int Percent, FileCounts Counts, IReadOnlyList<string> Reasons,
    IReadOnlyList<FileDoubt> Checks, int? SecondsLeft, DateTimeOffset ReceivedAt, DateTimeOffset? FinishedAt)
{
    public static RosterFileAnswer From(DroppedFile file, DateTimeOffset now) => new(
        file.Id, file.InsurerNumber, file.Path, file.Kind, file.State, file.Percent, file.Counts, file.Reasons, file.Doubts,
        file.SecondsLeft(now), file.ReceivedAt, file.FinishedAt);
}
