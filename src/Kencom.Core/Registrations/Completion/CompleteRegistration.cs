using Kencom.Core.Accounts;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

public sealed record CompleteRegistrationCommand(string? RegistrationToken, Caller Caller);

/// <param name="DeviceSecret">What the device is to show from now on (SI-10).</param>
public sealed record RegistrationCompleted(string MemberId, Channel Channel, SessionStarted Session, string DeviceSecret)
{
    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => nameof(RegistrationCompleted);
}

/// <summary>Says that what follows the completion of a registration is to be done.</summary>
public sealed record FinishRegistrationMessage(string RegistrationId);

/// <summary>
/// Makes the member and signs them in (FIN-1): checks the coverage once more (FIN-4), writes what it is about to take, and takes it
/// (<see cref="AdvanceRegistration"/>).
/// </summary>
/// <remarks>
/// Storage calls: registration 1, roster card 1, intent 1, claim 1, login 1, member and session 1, completed 1, message 1.
/// </remarks>
public sealed class CompleteRegistration(
    RegistrationAccess access,
    RegistrationStore registrations,
    RecheckEligibility recheckEligibility,
    AdvanceRegistration advance,
    LoginStore logins,
    MemberStore members,
    StartSession startSession,
    SessionStore sessions,
    KeyedHasher hasher,
    TimeProvider clock)
{
    /// <summary>How long after its end a completion can be repeated, for those whose answer was lost (FIN-1).</summary>
    internal static readonly TimeSpan RepeatableFor = TimeSpan.FromMinutes(15);

    public async Task<Result<RegistrationCompleted>> HandleAsync(CompleteRegistrationCommand command, CancellationToken cancellationToken)
    {
        var opened = await access.OpenAsync(command.RegistrationToken, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        return opened.Value.Value.State == RegistrationState.Completed
            ? await SignInAgainAsync(opened.Value.Value, command.Caller)
            : await CompleteAsync(opened.Value, command.Caller, cancellationToken);
    }

    private async Task<Result<RegistrationCompleted>> CompleteAsync(Row<Registration> row, Caller caller, CancellationToken cancellationToken)
    {
        if (row.Value is not { State: RegistrationState.Confirmed, Person: { } person })
        {
            return WrongStep(row.Value);
        }

        // FIN-4: the roster may have changed since the check; so may the person's key, when an 加入者ID came (EL-15).
        var rechecked = await recheckEligibility.HandleAsync(person, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!rechecked.IsSuccess)
        {
            return await BackToCheckAsync(row, person, rechecked.Error);
        }

        var secret = DeviceSecrets.Of(caller);
        var begun = await BeginAsync(row, person, rechecked.Value, caller, secret);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        var (registration, session, started) = begun.Value;
        var completed = await advance.HandleAsync(registration, session);
        return completed.IsSuccess
            ? new RegistrationCompleted(completed.Value.Value.MemberId!, registration.Value.Channel, started, secret)
            : completed.Error;
    }

    /// <summary>Writes what will be taken. A try that was begun before goes on, unless it was for another key of the person.</summary>
    private async Task<Result<(Row<Registration> Registration, Session Session, SessionStarted Started)>> BeginAsync(
        Row<Registration> row, ConfirmedPerson checkedPerson, ConfirmedPerson person, Caller caller, string deviceSecret)
    {
        Session? session = null;
        SessionStarted? started = null;
        var begun = await registrations.ChangeAsync(row, present =>
        {
            if (present.State != RegistrationState.Confirmed || present.Person != checkedPerson)
            {
                return WrongStep(present);
            }

            var goesOn = present.Intent?.PersonKey == person.PersonKey && present.Intent is not null;
            var memberId = goesOn ? present.Intent!.MemberId : RegistrationKeys.NewMemberId();
            (session, started) = Prepare(memberId, present.Channel, caller.Client);
            return (goesOn ? present : present.WithoutIntent()) with
            {
                Person = person,
                Intent = new CompletionIntent(memberId, person.PersonKey, session.Id)
                {
                    Devices = [.. DeviceSecrets.Known(hasher, memberId, deviceSecret, caller, clock.GetUtcNow())],
                },
            };
        });
        return begun.IsSuccess ? (begun.Value, session!, started!) : begun.Error;
    }

    /// <summary>
    /// Signs in again whoever repeats a completion, since its answer may be lost. Not for long, and not once the member has ended that session, changed the
    /// password or left: the registration's token must not outlive what they did to keep others out (SI-5).
    /// </summary>
    private async Task<Result<RegistrationCompleted>> SignInAgainAsync(Registration completed, Caller caller)
    {
        if (completed.Intent is not { SessionId: { } first, MemberId: { } memberId } || (completed.Finished && clock.GetUtcNow() >= completed.ChangedAt + RepeatableFor))
        {
            return WrongStep(completed);
        }

        // First the session, then the look: what ends the member's sessions after the look ends this one, too.
        var (session, started) = Prepare(memberId, completed.Channel, caller.Client);
        await sessions.AddAsync(session);
        if (await members.FindAsync(memberId, CancellationToken.None) is { LeavingSince: null, Email: { } email }
            && await logins.FindAsync(email, CancellationToken.None) is { Value.Version: Login.FirstVersion } login && login.Value.MemberId == memberId
            && await sessions.IsOpenAsync(memberId, first, CancellationToken.None))
        {
            var secret = DeviceSecrets.Of(caller);
            var devices = DeviceSecrets.Known(hasher, memberId, secret, caller, clock.GetUtcNow());
            await logins.ChangeAsync(login, present => present with { Devices = KnownDevice.With(present.Devices, devices, clock.GetUtcNow()) });
            return new RegistrationCompleted(memberId, completed.Channel, started, secret);
        }

        await sessions.EndAsync(memberId, session.Id);
        return WrongStep(completed);
    }

    private async Task<Error> BackToCheckAsync(Row<Registration> row, ConfirmedPerson person, Error error)
    {
        var reopened = await registrations.ChangeAsync(row, present => present.State == RegistrationState.Confirmed && present.Person == person
            ? present.WithoutIntent() with { State = RegistrationState.Activated, Person = null }
            : WrongStep(present));
        if (!reopened.IsSuccess)
        {
            return reopened.Error;
        }

        await advance.ReleaseAsync(reopened.Value.Value, reopened.Value.Value.Abandoned);
        return error;
    }

    private Error WrongStep(Registration registration) => registration is { State: RegistrationState.Closed, Superseded: false }
        ? Errors.RegistrationClosed
        : Errors.WrongStep(registration.NextAt(clock.GetUtcNow()).ToWire());

    private (Session Session, SessionStarted Started) Prepare(string memberId, Channel channel, SessionClient? client)
    {
        var kind = channel == Channel.App ? SessionKind.App : SessionKind.Browser;
        return startSession.Prepare(memberId, kind, staySignedIn: kind == SessionKind.App, client);
    }
}
