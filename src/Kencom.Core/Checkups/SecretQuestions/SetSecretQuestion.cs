using Kencom.Core.Accounts;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.SecretQuestions;

public sealed record SetSecretQuestionCommand(Session Session, string? QuestionId, string? Answer);

/// <summary>
/// Sets the secret question right after the code was given, or changes it while the results are open (CK-3). The answer is kept as a password is, and never shown
/// again; in all other sessions the results close.
/// </summary>
/// <remarks>Storage calls: member 1, access 2.</remarks>
public sealed class SetSecretQuestion(FindMember findMember, CheckupAccessStore access, PasswordHasher hasher, IOptions<CheckupOptions> options)
{
    public async Task<Result<Done>> HandleAsync(SetSecretQuestionCommand command, CancellationToken cancellationToken)
    {
        var answer = SecretAnswer.Fold(command.Answer);
        if (RefuseEmpty(command, answer) is { } empty)
        {
            return empty;
        }

        var session = command.Session;
        var found = await access.FindAsync(session.MemberId, cancellationToken);
        if (RefuseStep(found, session) is { } tooEarly)
        {
            return tooEarly;
        }

        var member = await findMember.HandleAsync(session.MemberId, cancellationToken);
        if (!member.IsSuccess)
        {
            return member.Error;
        }

        if (RefuseWords(command, answer, member.Value) is { } refused)
        {
            return refused;
        }

        var hash = await hasher.HashAsync(answer, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var changed = await access.ChangeAsync(session.MemberId, present => RefuseStep(present, session) is { } moved
            ? moved
            : (present with { QuestionId = command.QuestionId, AnswerHash = hash, OpenIn = [] }).OpenedIn(session.Id));
        return changed.IsSuccess ? default(Done) : changed.Error;
    }

    private static Error? RefuseEmpty(SetSecretQuestionCommand command, string answer)
    {
        var errors = new FieldErrors();
        errors.Require(command.QuestionId is { Length: > 0 }, "questionId", "秘密の質問を選んでください。");
        errors.Require(answer.Length > 0, "answer", "秘密の質問の答えを入力してください。");
        return errors.Any ? Errors.ValidationFailed(errors) : null;
    }

    private Error? RefuseStep(CheckupAccess? present, Session session) =>
        !options.Value.SecretQuestion ? Errors.WrongStep(CheckupSteps.Results)
        : access.NextFor(present, session.Id) is { } next and not NextStep.SecretQuestion ? Errors.WrongStep(CheckupSteps.Of(next))
        : null;

    private static Error? RefuseWords(SetSecretQuestionCommand command, string answer, Member member)
    {
        var errors = new FieldErrors();
        errors.Require(SecretQuestion.Exists(command.QuestionId), "questionId", "一覧にある質問から選んでください。");
        if (SecretAnswer.Refuse(answer, member) is { } reason)
        {
            errors.Add("answer", reason);
        }

        return errors.Any ? Errors.SecretAnswerRefused(errors) : null;
    }
}
