using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Members;

namespace Kencom.Core.Checkups.Access;

/// <summary>Support gives five more tries (STF-3): once a code, and once a day at the secret answer.</summary>
public sealed class GiveMoreTries(MemberStore members, PersonsOfMember persons, ViewingCodeStore codes, CheckupAccessStore access, TimeProvider clock)
{
    /// <returns>A conflict when the code had its further tries already.</returns>
    public async Task<Result<Done>> AtViewingCodeAsync(string memberId, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(memberId, cancellationToken) is not { LeavingSince: null } member)
        {
            return Errors.NotFound;
        }

        var candidates = await persons.ListCodesAsync(member, cancellationToken);
        var keys = candidates.Where(candidate => candidate.Code is not null).Select(candidate => candidate.Key).DefaultIfEmpty(memberId);
        foreach (var key in keys)
        {
            if (await codes.FindAsync(key, cancellationToken) is not { Failures: > 0 })
            {
                continue;
            }

            var given = await codes.ChangeAsync(key, present => present switch
            {
                null or { HadMoreTries: true } => Errors.Conflict,
                _ => present with { Failures = 0, HadMoreTries = true },
            });
            if (!given.IsSuccess)
            {
                return given.Error;
            }
        }

        return default(Done);
    }

    /// <returns>A conflict when there were further tries today already.</returns>
    public async Task<Result<Done>> AtSecretAnswerAsync(string memberId)
    {
        var today = JapanTime.Today(clock);
        var given = await access.ChangeAsync(memberId, present => present switch
        {
            { AnswerFailures: 0 } => present,
            _ when present.MoreTriesOn == today => Errors.Conflict,
            _ => present with { AnswerFailures = 0, MoreTriesOn = today },
        });
        return given.IsSuccess ? default(Done) : given.Error;
    }
}
