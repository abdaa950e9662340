using Kencom.Core.Rosters;

namespace Kencom.Functions.Rosters;

/// <summary>A roster file as the API shows it.</summary>
/// <param name="SecondsLeft">An estimate while it is under way.</param>
public sealed record RosterFileAnswer(
    string Id, string InsurerNumber, string Path, RosterFileKind Kind, RosterFileState State, int Percent, RosterCounts Counts, string? Reason,
    int? SecondsLeft, DateTimeOffset ReceivedAt, DateTimeOffset? FinishedAt)
{
    public static RosterFileAnswer From(RosterFile file, DateTimeOffset now) => new(
        file.Id, file.InsurerNumber, file.Path, file.Kind, file.State, file.Percent, file.Counts, file.Reasons.IsEmpty ? null : string.Join('\n', file.Reasons),
        file.SecondsLeft(now), file.ReceivedAt, file.FinishedAt);
}
