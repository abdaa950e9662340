using System.Text.Json.Serialization;
using Kencom.Core.Files;

namespace Kencom.Functions.Files;

/// <summary>A dropped file as the API shows it.</summary>
/// <param name="InsurerNumber">Null for a group's file, and for one in nobody's folder.</param>
/// <param name="GroupCode">Null for an insurer's file, and for one in nobody's folder.</param>
/// <param name="Reasons">Why it waits or was rejected; <c>overtaken</c> for a file that a later one made pointless.</param>
/// <param name="Checks">What was measured of the file as a whole.</param>
/// <param name="WaitingSince">Since when it waits for an operator, while it does.</param>
/// <param name="SecondsLeft">An estimate while it is under way.</param>
public sealed record FileAnswer(
    string Id, string? InsurerNumber, string? GroupCode, string Path, FileKind Kind, FileState State, int Percent, FileCounts Counts, IReadOnlyList<string> Reasons,
    IReadOnlyList<FileDoubt> Checks, int? SecondsLeft, DateTimeOffset ReceivedAt, DateTimeOffset? WaitingSince, DateTimeOffset? FinishedAt)
{
    public static FileAnswer From(DroppedFile file, DateTimeOffset now) => new(
        file.Id, file.InsurerNumber, file.GroupCode, file.Path, file.Kind, file.State, file.Percent, file.Counts, file.Reasons, file.Doubts,
        file.SecondsLeft(now), file.ReceivedAt, file.State is FileState.WaitingForApproval ? file.WaitingSince : null, file.FinishedAt);
}

/// <param name="Cursor">Null for the last page; an owner's files come in one.</param>
public sealed record FileList(IEnumerable<FileAnswer> Files, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Cursor);
