using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>Ends what time has ended (REG-17, EL-14), and takes completions that nobody repeated to their end (FIN-3).</summary>
public sealed class SweepRegistrations(
    Due due,
    RegistrationDue registrationDue,
    RegistrationStore registrations,
    AdvanceRegistration advance,
    FinishRegistration finish,
    DeleteRegistration delete,
    EndWaitingCheck endWaitingCheck,
    MailOutbox mails,
    TimeProvider clock)
{
    /// <summary>How long a registration is kept whose mail will not be sent.</summary>
    private static readonly TimeSpan UnsentKeptFor = TimeSpan.FromDays(1);

    private static readonly TimeSpan WaitingMailLookedAt = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a registration that a completion was begun for is kept after its last change: longer than any run of it can stall. Whoever comes late must
    /// find out what became of it.
    /// </summary>
    private static readonly TimeSpan BegunKeptFor = TimeSpan.FromHours(1);

    public Task HandleAsync(CancellationToken cancellationToken) => due.LookAsync(RegistrationDue.Kind, LookAsync, cancellationToken);

    /// <returns>When to look again.</returns>
    private async Task<DateTimeOffset?> LookAsync(string registrationId, CancellationToken cancellationToken)
    {
        if (await registrations.FindAsync(registrationId, cancellationToken) is not { } row)
        {
            return null;
        }

        var (registration, now) = (row.Value, clock.GetUtcNow());
        var isSettled = registration.ChangedAt + RegistrationDue.Settled <= now;
        switch (registration)
        {
            case { State: RegistrationState.Completed, Finished: false } or { State: RegistrationState.Confirmed, Intent: not null } when !isSettled:
                return registrationDue.Soon();
            case { State: RegistrationState.Completed, Finished: false }:
                await finish.HandleAsync(registrationId, cancellationToken);
                return registrationDue.Soon();
            case { State: RegistrationState.Confirmed, Intent: not null }:
                await advance.HandleAsync(row, session: null);
                return registrationDue.Soon();
        }

        var end = registration.EndsAt ?? await FindEndAsync(registration, now, cancellationToken);
        if (now < end)
        {
            return registration.State == RegistrationState.Confirmed ? Earlier(end, registrationDue.Soon()) : end;
        }

        return await EndAsync(row, now);
    }

    /// <summary>A registration whose mail waits does not end (REG-11).</summary>
    private async Task<DateTimeOffset> FindEndAsync(Registration registration, DateTimeOffset now, CancellationToken cancellationToken) =>
        await mails.FindStateAsync(registration.Id, registration.MailId, cancellationToken) == MailState.Waiting
            ? now + WaitingMailLookedAt
            : registration.LinkIssuedAt + UnsentKeptFor;

    /// <summary>
    /// A registration that a completion may still be under way for is first marked as ended, so that none begins any more, and deleted when none can be left.
    /// </summary>
    private async Task<DateTimeOffset?> EndAsync(Row<Registration> row, DateTimeOffset now)
    {
        if (row.Value is { State: RegistrationState.Confirmed })
        {
            await registrations.ChangeAsync(row, present => present == row.Value ? present.WithoutIntent() with { State = RegistrationState.Expired } : present);
            return registrationDue.Soon();
        }

        var wasBegun = row.Value.Intent is not null || !row.Value.Abandoned.IsEmpty;
        if (wasBegun && now < row.Value.ChangedAt + BegunKeptFor)
        {
            return row.Value.ChangedAt + BegunKeptFor;
        }

        if (row.Value.WaitingUntil is not null)
        {
            await endWaitingCheck.HandleAsync(row.Value);
        }

        await delete.HandleAsync(row, present => present == row.Value);
        return registrationDue.Soon(); // Is gone by then, unless somebody changed it just now.
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
