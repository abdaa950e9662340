using System.Globalization;
using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

internal sealed class MemberEntity : IStampedEntity
{
    private const string DateFormat = "yyyy-MM-dd";

    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string? Email { get; set; }

    public string KanaName { get; set; } = "";

    /// <summary>ISO; the table's own dates are instants.</summary>
    public string BirthDate { get; set; } = "";

    public string? InsurerNumber { get; set; }

    public string? InsurerName { get; set; }

    public string? GroupCode { get; set; }

    /// <summary>Joined by commas, which keyed hashes do not contain.</summary>
    public string PersonKeys { get; set; } = "";

    public string? CardKey { get; set; }

    public int? MatchStep { get; set; }

    public bool Newsletter { get; set; }

    public string AcceptedMembershipTerms { get; set; } = "";

    public string AcceptedPrivacyNotice { get; set; } = "";

    public DateTimeOffset AcceptedAt { get; set; }

    public string? InviterMemberId { get; set; }

    public DateTimeOffset JoinedAt { get; set; }

    public DateTimeOffset? LeavingSince { get; set; }

    public static MemberEntity From(Member member) => new()
    {
        PartitionKey = member.Id,
        RowKey = member.Id,
        ETag = member.ETag,
        Email = member.Email,
        KanaName = member.KanaName,
        BirthDate = member.BirthDate.ToString(DateFormat, CultureInfo.InvariantCulture),
        InsurerNumber = member.InsurerNumber,
        InsurerName = member.InsurerName,
        GroupCode = member.GroupCode,
        PersonKeys = string.Join(',', member.PersonKeys),
        CardKey = member.CardKey,
        MatchStep = member.MatchStep,
        Newsletter = member.Newsletter,
        AcceptedMembershipTerms = member.AcceptedTerms.Membership,
        AcceptedPrivacyNotice = member.AcceptedTerms.Privacy,
        AcceptedAt = member.AcceptedTerms.AcceptedAt,
        InviterMemberId = member.InviterMemberId,
        JoinedAt = member.JoinedAt,
        LeavingSince = member.LeavingSince,
    };

    public Member ToMember() => new()
    {
        Id = RowKey,
        ETag = ETag,
        Email = Email,
        KanaName = KanaName,
        BirthDate = DateOnly.ParseExact(BirthDate, DateFormat, CultureInfo.InvariantCulture),
        InsurerNumber = InsurerNumber,
        InsurerName = InsurerName,
        GroupCode = GroupCode,
        PersonKeys = [.. PersonKeys.Split(',', StringSplitOptions.RemoveEmptyEntries)],
        CardKey = CardKey,
        MatchStep = MatchStep,
        Newsletter = Newsletter,
        AcceptedTerms = new AcceptedTerms(AcceptedMembershipTerms, AcceptedPrivacyNotice, AcceptedAt),
        InviterMemberId = InviterMemberId,
        JoinedAt = JoinedAt,
        LeavingSince = LeavingSince,
    };
}
