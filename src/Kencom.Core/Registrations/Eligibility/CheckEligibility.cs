using System.Diagnostics.Metrics;
using Kencom.Core.Captcha;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

/// <summary>The card as the person typed it (EL-1).</summary>
public sealed record CheckEligibilityCommand(
    string? RegistrationToken, string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Captcha, Caller Caller);

/// <summary>What a confirmed check shows (EL-13).</summary>
public sealed record EligibilityConfirmed(string KanaName, DateOnly BirthDate, string InsurerName);

/// <summary>
/// Proves the person against the roster. Every failure is counted before it is answered, under the ETags of its counters: whoever tries in parallel gets no answer
/// that was not counted (EL-12).
/// </summary>
/// <remarks>
/// Storage calls: registration 1, looks at the allowances of person and card 2, insurer 0–1, person 3, when to look again 1, registration 1, the network's allowance 1, those
/// of person and card 4: 13 with the insurer in the cache. A hit could do with 8, but whoever sees the storage work must not tell it from a miss (EL-12).
/// </remarks>
public sealed partial class CheckEligibility(
    RegistrationAccess access,
    RegistrationStore registrations,
    RegistrationDue due,
    AdvanceRegistration advance,
    InsurerStore insurers,
    FindPerson findPerson,
    Admission admission,
    Sealer sealer,
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

        var opened = await access.OpenForCheckAsync(command.RegistrationToken, RegistrationRoute.Insurer, cancellationToken);
        return opened.IsSuccess ? await CheckAsync(opened.Value, claimed, command, cancellationToken) : opened.Error;
    }

    private async Task<Result<EligibilityConfirmed>> CheckAsync(
        Row<Registration> registration, ClaimedPerson claimed, CheckEligibilityCommand command, CancellationToken cancellationToken)
    {
        var request = new AdmissionRequest(
            command.Caller,
            CaptchaPurpose.Eligibility,
            command.Captcha,
            Allowances.CardMissesOfNetwork,
            [.. ProbedPerson.Uses(claimed, Allowances.CardMissesOfPerson, Allowances.CardMissesOfCard)]);
        var pass = await admission.LookAsync(request, cancellationToken);
        if (!pass.IsSuccess)
        {
            return pass.Error;
        }

        var insurer = await insurers.FindAsync(claimed.Card.InsurerNumber.Value, cancellationToken);
        var search = insurer is null
            ? new PersonSearch(null, null, null, false)
            : await findPerson.HandleAsync(insurer, claimed, cancellationToken);
        if (EligibilityRules.RefuseInMaintenance(insurer, clock.GetUtcNow()) is { } maintenance)
        {
            return maintenance;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return search.Person is { } person
            ? await ConfirmAsync(registration, insurer!, person, search, pass.Value)
            : await MissAsync(registration, insurer, claimed, search, pass.Value);
    }

    private async Task<Result<EligibilityConfirmed>> ConfirmAsync(
        Row<Registration> registration, Insurer insurer, ConfirmedPerson person, PersonSearch search, AdmissionPass pass)
    {
        if (EligibilityRules.IsRestricted(insurer, search.Relation!.Value, person.BirthDate, JapanTime.Today(clock)))
        {
            return Errors.EligibilityRestricted;
        }

        if (search.MemberId is { } member && !registration.Value.Owns(member))
        {
            return Errors.PersonAlreadyRegistered;
        }

        var confirmed = await ChangeAsync(registration, present => present with
        {
            State = RegistrationState.Confirmed,
            ConfirmedChecks = present.ConfirmedChecks + 1,
            Person = person,
            LastMiss = null,
            WaitingUntil = null,
            WaitingSince = null,
        });
        if (!confirmed.IsSuccess)
        {
            return confirmed.Error;
        }

        await admission.PassOverAsync(pass);
        return new EligibilityConfirmed(person.KanaName, person.BirthDate, insurer.Name);
    }

    private async Task<Result<EligibilityConfirmed>> MissAsync(
        Row<Registration> registration, Insurer? insurer, ClaimedPerson claimed, PersonSearch search, AdmissionPass pass)
    {
        var missed = await ChangeAsync(registration, present => Missed(present, claimed, search));
        if (!missed.IsSuccess)
        {
            return missed.Error;
        }

        misses.Add(1, new KeyValuePair<string, object?>("insurer", insurer?.Number ?? "unknown"));
        if (search.Several)
        {
            Log.SeveralMatched(logger, registration.Value.Id);
        }

        // Parallel tries beyond the allowances are refused here, so they learn nothing.
        return await admission.CountAsync(pass) ?? Errors.EligibilityNotConfirmed;
    }

    /// <summary>The last miss that is endured closes the registration (EL-12): nothing more can be done with what was typed.</summary>
    private Registration Missed(Registration registration, ClaimedPerson claimed, PersonSearch search)
    {
        var missed = registration with
        {
            State = RegistrationState.Activated,
            Person = null,
            FailedChecks = registration.FailedChecks + 1,
            LastMiss = MissedCheck.Of(registration.Id, claimed, search.Several, sealer),
        };
        return missed.FailedChecks < options.Value.MaxFailedChecks ? missed : missed.Emptied(RegistrationState.Closed);
    }

    /// <summary>Whatever a completion of the registration has taken for the person that was confirmed before is given back.</summary>
    private async Task<Result<Row<Registration>>> ChangeAsync(Row<Registration> registration, Func<Registration, Registration> change)
    {
        // A miss need not be looked at soon; a hit, which may be completed at any moment, must.
        await due.ArmSoonAsync(registration.Value.Id);
        var changed = await registrations.ChangeAsync(
            registration, present => access.RefuseCheck(present, RegistrationRoute.Insurer) is { } refused ? refused : change(present.WithoutIntent()));
        if (changed.IsSuccess)
        {
            await advance.ReleaseAsync(registration.Value, changed.Value.Value.Abandoned);
        }

        return changed;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Several persons of a roster matched the check of registration {RegistrationId}; the insurer's data cannot tell them apart.")]
        public static partial void SeveralMatched(ILogger logger, string registrationId);
    }
}
