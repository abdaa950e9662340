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

public sealed class ResendFailedMailsFunction(ResendFailedMails resend)
{
    private const int MostIds = 1000;

    [Function("resend-failed-mails")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/failed-mails/resend")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => body is { Ids.Count: > 0 and <= MostIds, All: not true } or { Ids: null, All: true }
                ? Answers.Json(new { Count = await resend.HandleAsync(body.Ids, cancellationToken) }, StatusCodes.Status202Accepted)
                : Errors.ValidationFailed("ids", "再送信するメールを1000件までのidsで指定するか、allにtrueを指定してください。").Problem(),
            cancellationToken);

    private sealed record Body(IReadOnlyList<Guid>? Ids, bool? All);
}
