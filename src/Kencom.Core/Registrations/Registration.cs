using System.Collections.Immutable;
using Kencom.Core.Accounts;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

/// <summary>How far a registration has come. The names are stored and answered: a wire format.</summary>
public enum RegistrationState
{
    /// <summary>Started; the mailed link has not been used.</summary>
    Provisional,

    /// <summary>The address is proven; the person is not.</summary>
    Activated,

    /// <summary>The person is proven; the membership awaits the last yes.</summary>
    Confirmed,

    Completed,

    /// <summary>Its time is over (REG-11, REG-17).</summary>
    Expired,

    /// <summary>Ended by too many failed checks (EL-12) or because another registration of the address was completed (REG-12).</summary>
    Closed,
}

/// <summary>How the person is proven: against a roster, or by name and birth date for a group's members (REG-7).</summary>
public enum RegistrationRoute
{
    Insurer,
    Group,
}

/// <summary>What the person does next. The names are answered: a wire format.</summary>
public enum RegistrationStep
{
    Activation,
    Eligibility,
    Profile,
    Completion,
    SignIn,
    Start,
}

internal static class RegistrationSteps
{
    /// <summary>The step's name on the wire: camelCase, <c>sign-in</c> with its hyphen.</summary>
    public static string ToWire(this RegistrationStep step) => step == RegistrationStep.SignIn ? "sign-in" : step.ToString().ToLowerInvariant();
}

/// <summary>
/// What a completion is about to take, written before it takes anything (FIN-3): each try that starts anew has another member id, so that what a stalled
/// one does later concerns nobody else.
/// </summary>
/// <param name="PersonKey">The person to be claimed; null for a group's member.</param>
/// <param name="SessionId">Of the session that it starts; null when nobody waits for the answer.</param>
public sealed record CompletionIntent(string MemberId, string? PersonKey, string? SessionId)
{
    /// <summary>The device and network from which it is done: the account knows them from its start (SI-10).</summary>
    public ImmutableArray<KnownDevice> Devices { get; init; } = [];
}

/// <summary>A provisional registration, until it is completed or ends (spec section 1).</summary>
public sealed record Registration
{
    public required string Id { get; init; }

    public required RegistrationState State { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>The address as typed; empty once the registration has ended.</summary>
    public required string Email { get; init; }

    public required string PasswordHash { get; init; }

    public string? InviterMemberId { get; init; }

    public string? GroupCode { get; init; }

    public required bool Newsletter { get; init; }

    public required AcceptedTerms Terms { get; init; }

    /// <summary>Keyed hash of the secret that only the starter's browser or app holds (REG-13).</summary>
    public required string StarterSecretHash { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Which link works: raised by each new mail, which ends the earlier ones (REG-12).</summary>
    public required int LinkVersion { get; init; }

    /// <summary>When the mail that carries it was ordered.</summary>
    public required DateTimeOffset LinkIssuedAt { get; init; }

    /// <summary>How long the link works from the moment that it is handed to the provider.</summary>
    public required TimeSpan LinkValidFor { get; init; }

    /// <summary>The first time that the mail was handed over and may have been sent (REG-11); null as long as it waits.</summary>
    public DateTimeOffset? LinkSentAt { get; init; }

    /// <summary>Null until the mail is handed over: before, nobody can have the link.</summary>
    public DateTimeOffset? LinkExpiresAt => LinkSentAt + LinkValidFor;

    /// <summary>The hash key that ids and tokens are derived by, for as long as the registration lasts (API-6).</summary>
    public required int HashVersion { get; init; }

    /// <summary>The row of all starts for the address.</summary>
    public required string StartsKey { get; init; }

    /// <summary>The mail that carries the link.</summary>
    public required Guid MailId { get; init; }

    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Until when the steps after the activation can be taken.</summary>
    public DateTimeOffset? ContinuableUntil { get; init; }

    public int FailedChecks { get; init; }

    /// <summary>Counted so that a check which finds the same person again is written as a miss is: the storage work tells nothing (EL-12).</summary>
    public int ConfirmedChecks { get; init; }

    public ConfirmedPerson? Person { get; init; }

    public MissedCheck? LastMiss { get; init; }

    /// <summary>Until when the roster is waited for (EL-14); null when the person does not wait.</summary>
    public DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>Since when; a waiting that was cancelled and begun anew has another start, and so another link.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>The completion that is under way or done.</summary>
    public CompletionIntent? Intent { get; init; }

    /// <summary>Completions that were begun and given up: what they took, or may still take, is nobody's.</summary>
    public ImmutableArray<CompletionIntent> Abandoned { get; init; } = [];

    /// <summary>The member that it became.</summary>
    public string? MemberId => State == RegistrationState.Completed ? Intent?.MemberId : null;

    /// <summary>Whether another registration for the address was completed (REG-12). One whose link nobody had opened looks to its starter as before.</summary>
    public bool Superseded { get; init; }

    /// <summary>Whether what follows a completion (welcome mail, inviter's credit, ending the others) is done.</summary>
    public bool Finished { get; init; }

    /// <summary>When it was last written.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    public RegistrationRoute Route => GroupCode is null ? RegistrationRoute.Insurer : RegistrationRoute.Group;

    public int Resends => LinkVersion - 1;

    /// <summary>When the registration can no longer be continued, and all that the person typed goes (REG-17); null as long as its mail waits.</summary>
    public DateTimeOffset? EndsAt => LinkExpiresAt is { } linkEnds ? Latest(Latest(linkEnds, ContinuableUntil), WaitingUntil) : null;

    /// <summary>Whether a member's id is one that this registration took, so that it stands in nobody's way here.</summary>
    public bool Owns(string memberId) => Intent?.MemberId == memberId || Abandoned.Any(intent => intent.MemberId == memberId);

    /// <summary>The registration without the completion that was begun; what that took is to be given back then.</summary>
    public Registration WithoutIntent() => Intent is null ? this : this with { Intent = null, Abandoned = Abandoned.Add(Intent) };

    /// <summary>The state as of an instant: time alone ends a registration, before the sweep has seen it.</summary>
    public RegistrationState StateAt(DateTimeOffset now) =>
        State is RegistrationState.Provisional or RegistrationState.Activated or RegistrationState.Confirmed && now >= EndsAt
            ? RegistrationState.Expired
            : State;

    public RegistrationStep NextAt(DateTimeOffset now) => StateAt(now) switch
    {
        RegistrationState.Provisional => RegistrationStep.Activation,
        RegistrationState.Activated => Route == RegistrationRoute.Group ? RegistrationStep.Profile : RegistrationStep.Eligibility,
        RegistrationState.Confirmed => RegistrationStep.Completion,
        RegistrationState.Completed => RegistrationStep.SignIn,
        RegistrationState.Closed when Superseded => RegistrationStep.SignIn,
        _ => RegistrationStep.Start,
    };

    /// <summary>The registration without all that the person typed: what stays of an ended one until it is deleted.</summary>
    public Registration Emptied(RegistrationState state) => this with
    {
        State = state,
        Email = "",
        PasswordHash = "",
        InviterMemberId = null,
        GroupCode = null,
        Person = null,
        LastMiss = null,
        WaitingUntil = null,
        WaitingSince = null,
    };

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
