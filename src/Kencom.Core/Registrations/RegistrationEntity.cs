using System.Globalization;
using Azure;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

internal sealed class RegistrationEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string State { get; set; } = "";

    public string Channel { get; set; } = "";

    public string Email { get; set; } = "";

    public string PasswordHash { get; set; } = "";

    public string? InviterMemberId { get; set; }

    public string? GroupCode { get; set; }

    public bool Newsletter { get; set; }

    public string MembershipTerms { get; set; } = "";

    public string PrivacyNotice { get; set; } = "";

    public DateTimeOffset AcceptedAt { get; set; }

    public string StarterSecretHash { get; set; } = "";

    public DateTimeOffset StartedAt { get; set; }

    public int LinkVersion { get; set; }

    public DateTimeOffset LinkIssuedAt { get; set; }

    public DateTimeOffset LinkExpiresAt { get; set; }

    public Guid MailId { get; set; }

    public DateTimeOffset? ActivatedAt { get; set; }

    public DateTimeOffset? ContinuableUntil { get; set; }

    public int FailedChecks { get; set; }

    public string? KanaName { get; set; }

    public string? BirthDate { get; set; }

    public string? InsurerNumber { get; set; }

    public string? InsurerName { get; set; }

    public string? CardKey { get; set; }

    public string? PersonKey { get; set; }

    public int? LadderStep { get; set; }

    public string? MissedKanaName { get; set; }

    public string? MissedBirthDate { get; set; }

    public string? MissedInsurerNumber { get; set; }

    public string? MissedCardKey { get; set; }

    public bool SeveralMatched { get; set; }

    public DateTimeOffset? WaitingUntil { get; set; }

    public DateTimeOffset? WaitingSince { get; set; }

    public string? MemberId { get; set; }

    public string? SessionId { get; set; }

    public bool Finished { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>When the sweep must look at it.</summary>
    public DateTimeOffset EndsAt { get; set; }

    public static RegistrationEntity From(Registration registration) => new()
    {
        PartitionKey = registration.Id,
        RowKey = registration.Id,
        ETag = registration.ETag,
        State = registration.State.ToString(),
        Channel = registration.Channel.ToString(),
        Email = registration.Email,
        PasswordHash = registration.PasswordHash,
        InviterMemberId = registration.InviterMemberId,
        GroupCode = registration.GroupCode,
        Newsletter = registration.Newsletter,
        MembershipTerms = registration.Terms.Membership,
        PrivacyNotice = registration.Terms.Privacy,
        AcceptedAt = registration.Terms.AcceptedAt,
        StarterSecretHash = registration.StarterSecretHash,
        StartedAt = registration.StartedAt,
        LinkVersion = registration.LinkVersion,
        LinkIssuedAt = registration.LinkIssuedAt,
        LinkExpiresAt = registration.LinkExpiresAt,
        MailId = registration.MailId,
        ActivatedAt = registration.ActivatedAt,
        ContinuableUntil = registration.ContinuableUntil,
        FailedChecks = registration.FailedChecks,
        KanaName = registration.Person?.KanaName,
        BirthDate = registration.Person is { } person ? ToText(person.BirthDate) : null,
        InsurerNumber = registration.Person?.InsurerNumber,
        InsurerName = registration.Person?.InsurerName,
        CardKey = registration.Person?.CardKey,
        PersonKey = registration.Person?.PersonKey,
        LadderStep = registration.Person?.LadderStep,
        MissedKanaName = registration.LastMiss?.KanaName,
        MissedBirthDate = registration.LastMiss is { } miss ? ToText(miss.BirthDate) : null,
        MissedInsurerNumber = registration.LastMiss?.InsurerNumber,
        MissedCardKey = registration.LastMiss?.CardKey,
        SeveralMatched = registration.LastMiss?.Several ?? false,
        WaitingUntil = registration.WaitingUntil,
        WaitingSince = registration.WaitingSince,
        MemberId = registration.MemberId,
        SessionId = registration.SessionId,
        Finished = registration.Finished,
        ChangedAt = registration.ChangedAt,
        EndsAt = registration.EndsAt,
    };

    public Registration ToRegistration() => new()
    {
        Id = PartitionKey,
        ETag = ETag,
        State = Enum.Parse<RegistrationState>(State),
        Channel = Enum.Parse<Channel>(Channel),
        Email = Email,
        PasswordHash = PasswordHash,
        InviterMemberId = InviterMemberId,
        GroupCode = GroupCode,
        Newsletter = Newsletter,
        Terms = new AcceptedTerms(MembershipTerms, PrivacyNotice, AcceptedAt),
        StarterSecretHash = StarterSecretHash,
        StartedAt = StartedAt,
        LinkVersion = LinkVersion,
        LinkIssuedAt = LinkIssuedAt,
        LinkExpiresAt = LinkExpiresAt,
        MailId = MailId,
        ActivatedAt = ActivatedAt,
        ContinuableUntil = ContinuableUntil,
        FailedChecks = FailedChecks,
        Person = KanaName is null
            ? null
            : new ConfirmedPerson(KanaName, ToDate(BirthDate!), InsurerNumber, InsurerName, CardKey, PersonKey, LadderStep),
        LastMiss = MissedKanaName is null
            ? null
            : new MissedCheck(MissedKanaName, ToDate(MissedBirthDate!), MissedInsurerNumber!, MissedCardKey!, SeveralMatched),
        WaitingUntil = WaitingUntil,
        WaitingSince = WaitingSince,
        MemberId = MemberId,
        SessionId = SessionId,
        Finished = Finished,
        ChangedAt = ChangedAt,
    };

    private static string ToText(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    private static DateOnly ToDate(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);
}

/// <summary>All starts for one address: what limits them (REG-16) and finds the others when one is completed (REG-12).</summary>
internal sealed class RegistrationStartsEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    /// <summary>Lines of id, blank, UTC ticks; the oldest first.</summary>
    public string Starts { get; set; } = "";

    public DateTimeOffset ForgetAt { get; set; }
}
