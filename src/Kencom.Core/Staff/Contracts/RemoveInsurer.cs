using Kencom.Core.Checkups;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>
/// Removes an insurer whose contract has ended, when its 30 days are over (RST-11): files, then rows with the claims, codes and results that hang on their persons, then the
/// insurer itself. A few steps of bounded work a look; each can be repeated.
/// </summary>
public sealed class RemoveInsurer(
    InsurerStore insurers, RemoveFiles removeFiles, RemoveRoster removeRoster, ClaimStore claims, MemberStore members, ForgetInsurer forget, Due due, TimeProvider clock)
{
    internal const string Kind = "contract-end";

    private const int StepsAtOnce = 10;
    private const int PersonsAtOnce = 8;

    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    private async Task<DateTimeOffset?> LookAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        if (await insurers.ReadAsync(insurerNumber, cancellationToken) is not { ContractEnd: { RemovedOn: { } removedOn } })
        {
            return null;
        }

        if (JapanTime.Today(clock) < removedOn)
        {
            return new DateTimeOffset(removedOn.ToDateTime(TimeOnly.MinValue), JapanTime.Offset);
        }

        for (var step = 0; step < StepsAtOnce; step++)
        {
            if (!await removeFiles.StepAsync(insurerNumber, cancellationToken)
                && !await removeRoster.StepAsync(insurerNumber, ForgetAsync, cancellationToken))
            {
                await forget.RestAsync(insurerNumber, cancellationToken);
                await insurers.RemoveAsync(insurerNumber);
                return null;
            }
        }

        return clock.GetUtcNow();
    }

    private async Task ForgetAsync(IReadOnlyCollection<string> personKeys, CancellationToken cancellationToken)
    {
        await forget.PersonsAsync(personKeys, cancellationToken);
        await Parallel.ForEachAsync(
            personKeys,
            new ParallelOptions { MaxDegreeOfParallelism = PersonsAtOnce, CancellationToken = cancellationToken },
            async (personKey, token) =>
            {
                if (await claims.FindAsync(personKey, token) is { } memberId)
                {
                    await members.ChangeAsync(memberId, member => member with { PersonKeys = member.PersonKeys.Remove(personKey) });
                    await claims.ReleaseAsync(personKey, memberId);
                }
            });
    }
}
