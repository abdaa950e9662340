using Kencom.Core.Eligibility;
using Kencom.Core.Members;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Registrations;

/// <summary>Ends what time has ended (REG-17, EL-14), and finishes or rolls back completions that nobody repeated (FIN-3).</summary>
public sealed partial class SweepRegistrations(
    RegistrationStore registrations,
    RegistrationKeys keys,
    CompleteRegistration completion,
    FinishRegistration finish,
    ReleaseClaims releaseClaims,
    EndWaitingCheck endWaitingCheck,
    ClaimStore claims,
    LoginStore logins,
    TimeProvider clock,
    ILogger<SweepRegistrations> logger)
{
    /// <summary>Longer than any request lives: what has not been changed for so long is in nobody's hands.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        await foreach (var registration in registrations.ListToSweepAsync(cancellationToken))
        {
            try
            {
                await SweepAsync(registration, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One that cannot be swept must not keep the others from it.
                Log.SweepFailed(logger, fault, registration.State);
            }
        }

        await registrations.SweepStartsAsync(cancellationToken);
    }

    private Task SweepAsync(Registration registration, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var settled = registration.ChangedAt + Settled <= now;
        return registration.State switch
        {
            RegistrationState.Completed when !registration.Finished => settled ? finish.HandleAsync(registration.Id, cancellationToken) : Task.CompletedTask,
            RegistrationState.Confirmed when registration.StateAt(now) == RegistrationState.Expired => ExpireAsync(registration, cancellationToken),
            RegistrationState.Confirmed => settled ? ResumeAsync(registration, cancellationToken) : Task.CompletedTask,
            RegistrationState.Expired or RegistrationState.Closed when registration.Person is not null => settled ? RollBackAsync(registration, cancellationToken) : Task.CompletedTask,
            _ when now < registration.EndsAt => Task.CompletedTask,
            _ => DeleteAsync(registration, cancellationToken),
        };
    }

    /// <summary>No completion starts any more; one that is under way gives back what it took, or the next sweep does.</summary>
    private async Task ExpireAsync(Registration registration, CancellationToken cancellationToken) =>
        await registrations.TryReplaceAsync(registration with { State = RegistrationState.Expired }, cancellationToken);

    /// <summary>A completion that took something and broke off is taken to its end: the person had said yes.</summary>
    private async Task ResumeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var memberId = keys.MemberId(registration.Id);
        var begun = registration.Person?.PersonKey is { } personKey
            ? await claims.FindAsync(personKey, cancellationToken) == memberId
            : (await logins.FindAsync(registration.Email, cancellationToken))?.MemberId == memberId;
        if (begun)
        {
            await completion.CompleteAsync(registration, cancellationToken);
        }
    }

    private async Task RollBackAsync(Registration registration, CancellationToken cancellationToken)
    {
        await releaseClaims.HandleAsync(registration, cancellationToken);
        if (clock.GetUtcNow() >= registration.EndsAt)
        {
            await DeleteAsync(registration, cancellationToken);
        }
        else
        {
            await registrations.TryReplaceAsync(registration.Emptied(registration.State), cancellationToken);
        }
    }

    private async Task DeleteAsync(Registration registration, CancellationToken cancellationToken)
    {
        if (registration.WaitingUntil is not null)
        {
            await endWaitingCheck.HandleAsync(registration, cancellationToken);
        }

        await registrations.TryDeleteAsync(registration, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A registration in state {State} could not be swept; the next sweep tries again.")]
        public static partial void SweepFailed(ILogger logger, Exception fault, RegistrationState state);
    }
}
