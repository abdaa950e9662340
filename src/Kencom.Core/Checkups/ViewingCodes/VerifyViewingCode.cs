using System.Collections.Immutable;
using System.Globalization;
using Kencom.Core.Accounts;
using Kencom.Core.Cards;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Checkups.ViewingCodes;

public sealed record VerifyViewingCodeCommand(Session Session, string? ViewingCode, string? BirthDate);

/// <summary>
/// Proves by the code and the birth date whose results a member may see (CK-2). What is wrong is never told; each failure is counted at the code itself, so that
/// neither parallel tries nor further accounts get more of them.
/// </summary>
/// <remarks>Storage calls: member 1, code 1 or 2 (a group's person 1 more), access 2.</remarks>
public sealed partial class VerifyViewingCode(
    FindMember findMember, PersonsOfMember persons, ViewingCodeStore codes, CheckupAccessStore access, KeyedHasher hasher, ILogger<VerifyViewingCode> logger)
{
    /// <returns>What comes next: the secret question, or null when the results are open.</returns>
    public async Task<Result<NextStep?>> HandleAsync(VerifyViewingCodeCommand command, CancellationToken cancellationToken)
    {
        var typed = Read(command);
        if (!typed.IsSuccess)
        {
            return typed.Error;
        }

        var found = await findMember.HandleAsync(command.Session.MemberId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var member = found.Value;
        var hashes = CodeWords.Hash(hasher, typed.Value.Code);
        var candidates = await persons.ListCodesAsync(member, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var before = await access.FindAsync(member.Id, CancellationToken.None);
        var match = candidates.FirstOrDefault(candidate => IsGiven(candidate.Code, candidate.Key, hashes, typed.Value.BirthDate, member, before));
        return match.Key is { } key
            ? await AcceptAsync(key, hashes, typed.Value.BirthDate, member, before, command.Session)
            : await RefuseAsync(candidates, hashes, member);
    }

    private static Result<(string Code, DateOnly BirthDate)> Read(VerifyViewingCodeCommand command)
    {
        var errors = new FieldErrors();
        var code = CodeWords.Read(command.ViewingCode);
        errors.Require(code is not null, "viewingCode", "健診閲覧コードは、8桁の英数字で入力してください。");
        errors.Require(
            DateOnly.TryParseExact(command.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birthDate),
            "birthDate", "生年月日を正しく入力してください。");
        return errors.Any ? Errors.ValidationFailed(errors) : (code!, birthDate);
    }

    private bool IsGiven(ViewingCode? code, string personKey, string[] hashes, DateOnly birthDate, Member member, CheckupAccess? before) =>
        code is not null && code.Is(hashes) && !code.IsLocked && !codes.IsTooOld(code) && birthDate == member.BirthDate && !IsAnothers(code, personKey, member, before);

    /// <summary>On a group's route the first who gives the code is its person, and a member is one person (CK-2).</summary>
    private static bool IsAnothers(ViewingCode code, string personKey, Member member, CheckupAccess? before) =>
        member.GroupCode is not null && ((code.BoundTo is { } bound && bound != member.Id) || (before is { PersonKeys.IsEmpty: false } && !before.PersonKeys.Contains(personKey)));

    private async Task<Result<NextStep?>> AcceptAsync(string personKey, string[] hashes, DateOnly birthDate, Member member, CheckupAccess? before, Session session)
    {
        var given = await codes.ChangeAsync(personKey, present => IsGiven(present, personKey, hashes, birthDate, member, before)
            ? present! with { Failures = 0, BoundTo = member.GroupCode is null ? null : member.Id, Hashes = [.. hashes] }
            : Errors.NotAnyMore);
        if (!given.IsSuccess)
        {
            // Replaced, locked or bound to another at the same time: the same as if it had come first.
            return await RefuseAsync([(personKey, await codes.FindAsync(personKey, CancellationToken.None))], hashes, member);
        }

        ImmutableArray<string> keys = member.GroupCode is null ? member.PersonKeys : [personKey];
        var opened = await access.ChangeAsync(member.Id, present =>
        {
            // Who has forgotten the answer chooses another question (CK-4).
            var forgot = present.AnswerFailures >= CheckupAccessStore.MostFailures;
            var proven = present with
            {
                PersonKeys = keys,
                CodeIssuedAt = given.Value.IssuedAt,
                ProvenIn = session.Id,
                AnswerHash = forgot ? null : present.AnswerHash,
                QuestionId = forgot ? null : present.QuestionId,
                OpenIn = forgot ? [] : present.OpenIn,
                AnswerFailures = 0,
            };
            return proven.AnswerHash is null ? proven : proven.OpenedIn(session.Id);
        });
        return opened.IsSuccess ? new Result<NextStep?>(access.NextFor(opened.Value, session.Id)) : opened.Error;
    }

    private async Task<Result<NextStep?>> RefuseAsync(IReadOnlyList<(string Key, ViewingCode? Code)> candidates, string[] hashes, Member member)
    {
        if (candidates.Any(candidate => candidate.Code is { BoundTo: { } bound } code && bound != member.Id && code.Is(hashes)))
        {
            Log.BoundToAnother(logger, member.Id);
        }

        // Without a code there is nothing to guess; the failures are counted at the member then, until a code comes.
        var counted = candidates.Where(candidate => candidate.Code is not null).Select(candidate => candidate.Key).DefaultIfEmpty(member.Id).ToArray();
        int? left = null;
        foreach (var key in counted)
        {
            var failed = await codes.ChangeAsync(key, present => present is { IsLocked: true }
                ? Errors.ViewingCodeLocked
                : (present ?? new ViewingCode()) with { Failures = (present?.Failures ?? 0) + 1 });
            left = failed.IsSuccess ? Math.Min(left ?? int.MaxValue, failed.Value.AttemptsLeft) : left;
        }

        return left is { } attempts ? Errors.ViewingCodeNotConfirmed(attempts) : Errors.ViewingCodeLocked;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Member {MemberId} gave a right viewing code that another member of the group had given before.", EventName = "viewing-code-bound-to-another")]
        public static partial void BoundToAnother(ILogger logger, string memberId);
    }
}
