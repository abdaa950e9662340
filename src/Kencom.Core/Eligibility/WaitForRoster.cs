using Kencom.Core.Registrations;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Eligibility;

public sealed record WaitForRosterCommand(string? RegistrationToken);

public sealed record WaitingForRoster(DateTimeOffset WaitingUntil);

/// <summary>Leaves a missed check waiting for the insurer's data (EL-14).</summary>
/// <remarks>Storage calls: registration 2, waiting check 1.</remarks>
public sealed class WaitForRoster(
    RegistrationAccess access, RegistrationStore registrations, WaitingCheckStore waitingChecks, IOptions<EligibilityOptions> options, TimeProvider clock)
{
    public async Task<Result<WaitingForRoster>> HandleAsync(WaitForRosterCommand command, CancellationToken cancellationToken)
    {
        var opened = await access.OpenForCheckAsync(command.RegistrationToken, RegistrationRoute.Insurer, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        // Without a miss there is nothing to wait with; a confirmed person has nothing to wait for.
        if (opened.Value is not { LastMiss: { } miss, State: RegistrationState.Activated })
        {
            return Errors.WrongStep(opened.Value.NextAt(clock.GetUtcNow()).ToWire());
        }

        // The waiting row first: an import meanwhile that finds no registration waiting leaves it alone.
        await waitingChecks.AddAsync(miss.InsurerNumber, opened.Value.Id, cancellationToken);
        var waiting = opened.Value with { WaitingUntil = clock.GetUtcNow() + options.Value.WaitFor };
        return await registrations.TryReplaceAsync(waiting, cancellationToken) is null
            ? Errors.Conflict
            : new WaitingForRoster(waiting.WaitingUntil!.Value);
    }
}
