using Kencom.Core.Checkups.Access;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.SecretQuestions;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Checkups;

/// <summary>The way to the member's own results: code, question, answer, results (CK-1 to CK-5).</summary>
public sealed class CheckupFunctions(VerifyViewingCode verify, SetSecretQuestion setQuestion, UnlockCheckups unlock, ViewCheckups view)
{
    [Function("verify-viewing-code")]
    [RequiresMember]
    public Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/viewing-code")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<CodeBody>(
            async body => (await verify.HandleAsync(new VerifyViewingCodeCommand(request.Session(), body.ViewingCode, body.BirthDate), cancellationToken))
                .ToAnswer(next => new { Next = next is { } step ? CheckupSteps.Of(step) : CheckupSteps.Results }),
            cancellationToken);

    [Function("list-secret-questions")]
    [Anonymous]
    public static IResult Questions([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "secret-questions")] HttpRequest request) =>
        Answers.Json(new { Questions = SecretQuestion.All });

    [Function("set-secret-question")]
    [RequiresMember]
    public Task<IResult> SetQuestion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/secret-question")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<QuestionBody>(
            async body => (await setQuestion.HandleAsync(new SetSecretQuestionCommand(request.Session(), body.QuestionId, body.Answer), cancellationToken)).ToNoContent(),
            cancellationToken);

    [Function("unlock-checkups")]
    [RequiresMember]
    public Task<IResult> Unlock(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/checkups/unlock")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<AnswerBody>(async body => (await unlock.HandleAsync(request.Session(), body.Answer, cancellationToken)).ToNoContent(), cancellationToken);

    [Function("view-checkups")]
    [RequiresMember]
    public async Task<IResult> View(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/checkups")] HttpRequest request, CancellationToken cancellationToken) =>
        (await view.HandleAsync(request.Session(), cancellationToken)).ToAnswer(checkups => new { Checkups = checkups.Select(CheckupBody.Of) });

    private sealed record CodeBody(string? ViewingCode, string? BirthDate);

    private sealed record QuestionBody(string? QuestionId, string? Answer);

    private sealed record AnswerBody(string? Answer);
}
