namespace Kencom.Core.Registrations;

/// <summary>
/// Ends a waiting check for who no longer wants it (EL-14). What was typed goes with the registration, whose time is that of any other from then on (REG-17).
/// </summary>
/// <remarks>Storage calls: registration 2, waiting check 1.</remarks>
public sealed class CancelWaitingCheck(FindWaitingCheck find, RegistrationStore registrations, WaitingCheckStore waitingChecks)
{
    public async Task<Result<Done>> HandleAsync(string? credential, CancellationToken cancellationToken)
    {
        var opened = await find.OpenAsync(credential, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        // The registration first: a waiting row without one that waits is removed by the next import.
        cancellationToken.ThrowIfCancellationRequested();
        var ended = await registrations.ChangeAsync(opened.Value, present => present.WaitingUntil is null
            ? Errors.NotFound
            : present with { WaitingUntil = null, WaitingSince = null });
        if (!ended.IsSuccess)
        {
            return ended.Error;
        }

        await waitingChecks.RemoveAsync(opened.Value.Value.LastMiss!.InsurerNumber, opened.Value.Value.Id);
        return default(Done);
    }
}
