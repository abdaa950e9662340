using Kencom.Core.Accounts;
using Kencom.Core.Checkups.SecretQuestions;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.Access;

/// <summary>
/// Opens the results in this session by the secret answer (CK-4). The try is counted before its hash is computed and given back when it was right, so that no
/// number of parallel tries gets more of them.
/// </summary>
/// <remarks>Storage calls: 3.</remarks>
public sealed class UnlockCheckups(CheckupAccessStore access, PasswordHasher hasher)
{
    public async Task<Result<Done>> HandleAsync(Session session, string? answer, CancellationToken cancellationToken)
    {
        if (SecretAnswer.Fold(answer) is not { Length: > 0 } folded)
        {
            return Errors.ValidationFailed("answer", "秘密の質問の答えを入力してください。");
        }

        var found = await access.FindAsync(session.MemberId, cancellationToken);
        if (access.NextFor(found, session.Id) is not { } next)
        {
            return default(Done);
        }

        if (next is not NextStep.SecretAnswer)
        {
            return Errors.ResultsLocked(CheckupSteps.Of(next));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await TryAsync(session, folded);
    }

    private async Task<Result<Done>> TryAsync(Session session, string answer)
    {
        var taken = await access.ChangeAsync(session.MemberId, present => access.NextFor(present, session.Id) switch
        {
            NextStep.SecretAnswer => present with { AnswerFailures = present.AnswerFailures + 1 },
            { } other => Errors.ResultsLocked(CheckupSteps.Of(other)),
            null => present,
        });
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        if (answer.Length > SecretAnswer.MaximumLength || await hasher.CheckAsync(answer, taken.Value.AnswerHash, CancellationToken.None) is PasswordCheck.Wrong)
        {
            return Errors.SecretAnswerWrong(Math.Max(0, CheckupAccessStore.MostFailures - taken.Value.AnswerFailures));
        }

        var opened = await access.ChangeAsync(
            session.MemberId, present => present.AnswerHash == taken.Value.AnswerHash ? present.OpenedIn(session.Id) : Errors.ResultsLocked(CheckupSteps.ViewingCode));
        return opened.IsSuccess ? default(Done) : opened.Error;
    }
}
