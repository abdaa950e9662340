using Kencom.Core.Eligibility;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.SignIn;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

public sealed record CompleteRegistrationCommand(string? RegistrationToken, SessionClient? Client = null);

public sealed record RegistrationCompleted(string MemberId, Channel Channel, SessionStarted Session);

/// <summary>Says that what follows the completion of a registration is to be done.</summary>
public sealed record FinishRegistrationMessage(string RegistrationId);

/// <summary>
/// Makes the member and signs them in (FIN-1). The order of the steps decides who wins: the person's claim, then the address's login, each an inserted row that
/// only one can have (FIN-2); then the registration is completed, and the member follows from it. Each step can be repeated, the member's id follows from the registration's, so a
/// completion that broke off anywhere is repeated by the person or by the sweep (FIN-3).
/// </summary>
/// <remarks>
/// Storage calls: registration 2, roster card 1, claim 1, login 1, session 1, member 1, message 1. Repeated: registration 1, member 1 to 3, login 1, session 2.
/// </remarks>
public sealed class CompleteRegistration(
    RegistrationAccess access,
    RegistrationStore registrations,
    RegistrationKeys keys,
    RecheckEligibility recheckEligibility,
    ClaimStore claims,
    LoginStore logins,
    MemberStore members,
    ReleaseClaims releaseClaims,
    StartSession startSession,
    SessionStore sessions,
    QueueSender queues,
    TimeProvider clock)
{
    /// <summary>How long after its end a completion can be repeated, for those whose answer was lost (FIN-1).</summary>
    private static readonly TimeSpan RepeatableFor = TimeSpan.FromMinutes(15);

    public async Task<Result<RegistrationCompleted>> HandleAsync(CompleteRegistrationCommand command, CancellationToken cancellationToken)
    {
        (Session Session, SessionStarted Started)? prepared = null;
        while (true)
        {
            var opened = await access.OpenAsync(command.RegistrationToken, cancellationToken);
            if (!opened.IsSuccess)
            {
                return opened.Error;
            }

            var (session, started) = prepared ??= Prepare(opened.Value, command.Client);
            var completed = opened.Value.State == RegistrationState.Completed
                ? await SignInAgainAsync(opened.Value, session, cancellationToken)
                : await CompleteAsync(opened.Value, session, cancellationToken);
            if (!completed.IsSuccess)
            {
                return completed.Error;
            }

            if (completed.Value is { } registration)
            {
                return new RegistrationCompleted(registration.MemberId!, registration.Channel, started);
            }
        }
    }

    /// <summary>What the sweep repeats for a completion that nobody repeated: all steps but the session.</summary>
    public Task<Result<Registration?>> CompleteAsync(Registration registration, CancellationToken cancellationToken) =>
        CompleteAsync(registration, session: null, cancellationToken);

    /// <returns>A null value when the registration was changed meanwhile: look again.</returns>
    private async Task<Result<Registration?>> CompleteAsync(Registration registration, Session? session, CancellationToken cancellationToken)
    {
        if (registration.State != RegistrationState.Confirmed || registration.Person is not { } person)
        {
            return Errors.WrongStep(registration.NextAt(clock.GetUtcNow()).ToWire());
        }

        // FIN-4: the roster may have changed since the check; so may the person's key, when an 加入者ID came (EL-15).
        var rechecked = await recheckEligibility.HandleAsync(person, cancellationToken);
        if (!rechecked.IsSuccess)
        {
            return await BackToCheckAsync(registration, rechecked.Error, cancellationToken);
        }

        var completed = registration with
        {
            State = RegistrationState.Completed,
            Person = rechecked.Value,
            MemberId = keys.MemberId(registration.Id),
            SessionId = session?.Id,
            WaitingUntil = null,
            WaitingSince = null,
        };
        if (await ClaimAsync(completed, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (session is not null)
        {
            // Before the registration is completed: a session that is missing afterwards was ended.
            await sessions.AddAsync(session, cancellationToken);
        }

        return await RecordAsync(completed, cancellationToken);
    }

    /// <summary>
    /// Signs in again whoever repeats a completion, since its answer may be lost. Not for long, and not once the member has ended that session, changed the
    /// password or left: the registration's token must not outlive what they did to keep others out (SI-5).
    /// </summary>
    private async Task<Result<Registration?>> SignInAgainAsync(Registration completed, Session session, CancellationToken cancellationToken)
    {
        if (completed.Finished && clock.GetUtcNow() >= completed.ChangedAt + RepeatableFor)
        {
            return Errors.WrongStep(RegistrationStep.SignIn.ToWire());
        }

        await EnsureMemberAsync(completed, cancellationToken);
        var memberId = completed.MemberId!;
        if (completed.SessionId is not { } first
            || await members.FindAsync(memberId, cancellationToken) is not { LeavingSince: null, Email: { } email }
            || await logins.FindAsync(email, cancellationToken) is not { PasswordVersion: Login.FirstPasswordVersion } login || login.MemberId != memberId
            || !await sessions.IsOpenAsync(memberId, first, cancellationToken))
        {
            return Errors.WrongStep(RegistrationStep.SignIn.ToWire());
        }

        await sessions.AddAsync(session, cancellationToken);
        return completed;
    }

    /// <summary>Makes the member of a completed registration, if the completion broke off before that.</summary>
    public Task EnsureMemberAsync(Registration completed, CancellationToken cancellationToken) =>
        completed is { Finished: false, Person: { } person }
            ? members.AddAsync(NewMember(completed, person), cancellationToken)
            : Task.CompletedTask;

    /// <summary>
    /// From here on the registration is completed, with this very person: a check with other data at the same moment has either come before, then it
    /// is looked at again, or finds the registration closed to it.
    /// </summary>
    private async Task<Result<Registration?>> RecordAsync(Registration completed, CancellationToken cancellationToken)
    {
        var stored = await registrations.TryReplaceAsync(completed, cancellationToken);
        if (stored is null)
        {
            await ReleaseUnlessStillWantedAsync(completed, cancellationToken);
            return stored;
        }

        await EnsureMemberAsync(stored, cancellationToken);
        await queues.SendAsync(QueueNames.FinishRegistration, new FinishRegistrationMessage(stored.Id), cancellationToken: cancellationToken);
        return stored;
    }

    private async Task ReleaseUnlessStillWantedAsync(Registration attempted, CancellationToken cancellationToken)
    {
        var current = await registrations.FindAsync(attempted.Id, cancellationToken);
        if (current is null or { State: RegistrationState.Expired or RegistrationState.Closed })
        {
            await releaseClaims.HandleAsync(attempted, cancellationToken);
        }
        else if (attempted.Person?.PersonKey is { } claimed && current.Person?.PersonKey != claimed)
        {
            await claims.ReleaseAsync(claimed, attempted.MemberId!, cancellationToken);
        }
    }

    /// <summary>Takes the person and the address, or gives back what was taken.</summary>
    private async Task<Error?> ClaimAsync(Registration completed, CancellationToken cancellationToken)
    {
        var memberId = completed.MemberId!;
        if (completed.Person!.PersonKey is { } personKey
            && await claims.AddAsync(personKey, memberId, cancellationToken) is not null)
        {
            return Errors.PersonAlreadyRegistered;
        }

        var login = new Login(completed.Email, completed.PasswordHash, memberId);
        if (await logins.AddAsync(login, cancellationToken) is not { } owner || owner.MemberId == memberId)
        {
            return null;
        }

        if (completed.Person.PersonKey is { } claimed)
        {
            await claims.ReleaseAsync(claimed, memberId, cancellationToken);
        }

        return Errors.EmailTaken;
    }

    private async Task<Result<Registration?>> BackToCheckAsync(Registration registration, Error error, CancellationToken cancellationToken)
    {
        var reopened = await registrations.TryReplaceAsync(
            registration with { State = RegistrationState.Activated, Person = null }, cancellationToken);
        return reopened is null ? new Result<Registration?>((Registration?)null) : error;
    }

    private Member NewMember(Registration registration, ConfirmedPerson person) => new()
    {
        Id = registration.MemberId!,
        Email = registration.Email,
        KanaName = person.KanaName,
        BirthDate = person.BirthDate,
        InsurerNumber = person.InsurerNumber,
        InsurerName = person.InsurerName,
        GroupCode = registration.GroupCode,
        PersonKeys = person.PersonKey is null ? [] : [person.PersonKey],
        CardKey = person.CardKey,
        MatchStep = person.LadderStep,
        Newsletter = registration.Newsletter,
        AcceptedTerms = registration.Terms,
        InviterMemberId = registration.InviterMemberId,
        JoinedAt = clock.GetUtcNow(),
    };

    private (Session Session, SessionStarted Started) Prepare(Registration registration, SessionClient? client)
    {
        var kind = registration.Channel == Channel.App ? SessionKind.App : SessionKind.Browser;
        return startSession.Prepare(keys.MemberId(registration.Id), kind, staySignedIn: kind == SessionKind.App, client);
    }
}
