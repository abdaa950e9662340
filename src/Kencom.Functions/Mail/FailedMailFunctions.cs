using Kencom.Core;
using Kencom.Core.Mail;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Mail;

/// <summary>A mail that was given up, as operators see it (STF-6): nothing of whom it concerns.</summary>
internal sealed record FailedMailAnswer(Guid Id, string Kind, string? Reason, DateTimeOffset At)
{
    public static FailedMailAnswer From(FailedMail mail) => new(mail.Id, mail.Kind.ToString(), mail.Reason, mail.At);
}

public sealed class ListFailedMailsFunction(MailStore mails)
{
    private const int PageSize = 100;

    [Function("list-failed-mails")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/failed-mails")] HttpRequest request, CancellationToken cancellationToken)
    {
        Guid? after = null;
        if (request.Query["cursor"] is [{ Length: > 0 } cursor])
        {
            if (!Guid.TryParse(cursor, out var parsed))
            {
                return Errors.ValidationFailed("cursor", "続きの位置が正しくありません。").Problem();
            }

            after = parsed;
        }

        var page = await mails.ListFailedAsync(after, cancellationToken).Take(PageSize).Select(FailedMailAnswer.From).ToListAsync(cancellationToken);
        return Answers.Json(new { Mails = page, Cursor = page.Count == PageSize ? page[^1].Id : (Guid?)null });
    }
}

public sealed class ResendFailedMailsFunction(ResendFailedMails failedMails)
{
    [Function("resend-failed-mails")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/failed-mails/resend")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Selection<Guid>>(
            selection => selection.DoAsync(ids => failedMails.ResendAsync(request.StaffAct(), ids, cancellationToken)), cancellationToken);
}

public sealed class DiscardFailedMailsFunction(ResendFailedMails failedMails)
{
    [Function("discard-failed-mails")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/failed-mails/discard")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Selection<Guid>>(
            selection => selection.DoAsync(ids => failedMails.DiscardAsync(request.StaffAct(), ids, cancellationToken)), cancellationToken);
}
