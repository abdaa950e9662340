using System.Diagnostics.Metrics;
using System.Net;
using Kencom.Core.Insurers;
using Kencom.Core.Registrations;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Eligibility;

/// <summary>The card as the person typed it (EL-1).</summary>
public sealed record CheckEligibilityCommand(
    string? RegistrationToken, string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, IPAddress ClientAddress);

/// <summary>What a confirmed check shows (EL-13).</summary>
public sealed record EligibilityConfirmed(string KanaName, DateOnly BirthDate, string InsurerName);

/// <summary>
/// Proves the person against the roster. Every failure is counted before it is answered, under the ETags of its counters: whoever tries in parallel gets no answer
/// that was not counted (EL-12).
/// </summary>
/// <remarks>
/// Storage calls: registration 1, limits 3, insurer 0–1, card 1, then for a miss the three counts and the registration, for a hit the claim and the registration.
/// That is 7 for a hit with the insurer in the cache, one more than the others take: the three limits have three subjects, and one row for all would be one that
/// all checks of an insurer wait for.
/// </remarks>
public sealed partial class CheckEligibility(
    RegistrationAccess access,
    RegistrationStore registrations,
    RegistrationKeys keys,
    RosterStore rosters,
    InsurerStore insurers,
    FindPerson findPerson,
    ProbingLimits limits,
    IOptions<EligibilityOptions> options,
    TimeProvider clock,
    IMeterFactory meters,
    ILogger<CheckEligibility> logger)
{
    private readonly Counter<long> misses = meters.Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.EligibilityMisses);

    public async Task<Result<EligibilityConfirmed>> HandleAsync(CheckEligibilityCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var claimed = CardFields.Read(
            command.KanaName, command.BirthDate, command.InsurerNumber, command.CardSymbol, command.CardNumber, JapanTime.Today(clock), errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        while (true)
        {
            var opened = await access.OpenForCheckAsync(command.RegistrationToken, RegistrationRoute.Insurer, cancellationToken);
            if (!opened.IsSuccess)
            {
                return opened.Error;
            }

            // Null: somebody changed the registration meanwhile, so its count may be another.
            if (await CheckAsync(opened.Value, claimed, command.ClientAddress, cancellationToken) is { } answer)
            {
                return answer;
            }
        }
    }

    private async Task<Result<EligibilityConfirmed>?> CheckAsync(
        Registration registration, ClaimedPerson claimed, IPAddress clientAddress, CancellationToken cancellationToken)
    {
        if (registration.FailedChecks >= options.Value.MaxFailedChecks)
        {
            return Errors.RegistrationClosed;
        }

        var limited = limits.PeekAsync(claimed, clientAddress, cancellationToken);
        var insurer = await insurers.FindAsync(claimed.Card.InsurerNumber.Value, cancellationToken);
        var search = insurer is null
            ? new PersonSearch(null, null, null, false)
            : await findPerson.HandleAsync(insurer, claimed, cancellationToken);
        if (await limited is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        if (EligibilityRules.RefuseInMaintenance(insurer, clock.GetUtcNow()) is { } maintenance)
        {
            return maintenance;
        }

        return search.Person is { } person
            ? await ConfirmAsync(registration, insurer!, person, search, cancellationToken)
            : await MissAsync(registration, insurer, claimed, search, clientAddress, cancellationToken);
    }

    private async Task<Result<EligibilityConfirmed>?> ConfirmAsync(
        Registration registration, Insurer insurer, ConfirmedPerson person, PersonSearch search, CancellationToken cancellationToken)
    {
        if (EligibilityRules.IsRestricted(insurer, search.Relation!.Value, person.BirthDate, JapanTime.Today(clock)))
        {
            return Errors.EligibilityRestricted;
        }

        if (search.MemberId is { } member && member != keys.MemberId(registration.Id))
        {
            return Errors.PersonAlreadyRegistered;
        }

        var confirmed = registration with { State = RegistrationState.Confirmed, Person = person, LastMiss = null, WaitingUntil = null, WaitingSince = null };
        if (await registrations.TryReplaceAsync(confirmed, cancellationToken) is null)
        {
            return null;
        }

        return new EligibilityConfirmed(person.KanaName, person.BirthDate, insurer.Name);
    }

    private async Task<Result<EligibilityConfirmed>?> MissAsync(
        Registration registration, Insurer? insurer, ClaimedPerson claimed, PersonSearch search, IPAddress clientAddress, CancellationToken cancellationToken)
    {
        var missed = registration with
        {
            State = RegistrationState.Activated,
            Person = null,
            FailedChecks = registration.FailedChecks + 1,
            LastMiss = new MissedCheck(
                claimed.KanaName.Value, claimed.BirthDate, claimed.Card.InsurerNumber.Value, rosters.KeyOf(claimed.Card), search.Several),
        };
        if (await registrations.TryReplaceAsync(missed, cancellationToken) is null)
        {
            return null;
        }

        misses.Add(1, new KeyValuePair<string, object?>("insurer", insurer?.Number ?? "unknown"));
        if (search.Several)
        {
            Log.SeveralMatched(logger, registration.Id);
        }

        return await limits.TakeAsync(claimed, clientAddress, cancellationToken) is { } wait
            ? Errors.TooManyRequests(wait)
            : Errors.EligibilityNotConfirmed;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Several persons of a roster matched the check of registration {RegistrationId}; the insurer's data cannot tell them apart.")]
        public static partial void SeveralMatched(ILogger logger, string registrationId);
    }
}
