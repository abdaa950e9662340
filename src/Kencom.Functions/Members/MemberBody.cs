using Kencom.Core.Checkups.Access;
using Kencom.Core.Members;

namespace Kencom.Functions.Members;

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
    IReadOnlyList<Locked> Locked)
{
    public static MemberBody Of(Member member, IReadOnlyList<Locked> locked) => new(
        member.Id,
        member.Email,
        member.KanaName,
        member.BirthDate,
        member.InsurerName,
        member.GroupCode,
        member.Newsletter,
        member.JoinedAt,
        locked);
}
