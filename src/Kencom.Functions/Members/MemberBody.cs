using Kencom.Core.Members;

namespace Kencom.Functions.Members;

/// <summary>What is locked for the member, and why (CK-1).</summary>
public sealed record LockBody(string What, string Why);

/// <summary>The member as <c>GET /api/me</c> shows it.</summary>
public sealed record MemberBody(
    string MemberId,
    string? Email,
    string KanaName,
    DateOnly BirthDate,
    string? InsurerName,
    string? GroupCode,
    bool Newsletter,
    DateTimeOffset JoinedAt,
    IReadOnlyList<LockBody> Locked)
{
    private const string ViewingCodeNeeded = "viewing-code-needed";

    public static MemberBody Of(Member member) => new(
        member.Id,
        member.Email,
        member.KanaName,
        member.BirthDate,
        member.InsurerName,
        member.GroupCode,
        member.Newsletter,
        member.JoinedAt,
        member.GroupCode is null
            ? [new LockBody("checkups", ViewingCodeNeeded)]
            : [new LockBody("checkups", ViewingCodeNeeded), new LockBody("points", ViewingCodeNeeded)]);
}
