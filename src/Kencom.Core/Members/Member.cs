using System.Collections.Immutable;

namespace Kencom.Core.Members;

/// <summary>The versions of the terms that a person accepted, and when (REG-8).</summary>
public sealed record AcceptedTerms(string Membership, string Privacy, DateTimeOffset AcceptedAt);

/// <summary>A person who completed a registration. What a group's member lacks is null.</summary>
public sealed record Member
{
    public required string Id { get; init; }

    /// <summary>The address to which mails go, as typed. Null for a member whose login was taken away.</summary>
    public string? Email { get; init; }

    public required string KanaName { get; init; }

    /// <summary>A calendar date in Japan.</summary>
    public required DateOnly BirthDate { get; init; }

    public string? InsurerNumber { get; init; }

    public string? InsurerName { get; init; }

    public string? GroupCode { get; init; }

    /// <summary>The claims that are this member's (<see cref="ClaimStore"/>): more than one when the roster knows the person by several keys (EL-15).</summary>
    public ImmutableArray<string> PersonKeys { get; init; } = [];

    /// <summary>The roster's key of the card that proved the person.</summary>
    public string? CardKey { get; init; }

    /// <summary>The card values of the check (<see cref="ConfirmedCheck"/>), sealed; null in a group.</summary>
    public string? SealedCheck { get; init; }

    /// <summary>The step of the ladder at which the name matched (EL-5).</summary>
    public int? MatchStep { get; init; }

    public bool Newsletter { get; init; }

    public required AcceptedTerms AcceptedTerms { get; init; }

    /// <summary>The registration that made the member.</summary>
    public string? RegistrationId { get; init; }

    /// <summary>The member who invited this one (REG-6).</summary>
    public string? InviterMemberId { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Set when the member asked to leave and the removal has begun (SI-8); such a member cannot do anything any more.</summary>
    public DateTimeOffset? LeavingSince { get; init; }
}
