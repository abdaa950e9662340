using System.Net.Mime;
using Kencom.Core;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Checkups;

/// <summary>Files of codes to be printed (FILE-4): listed and mailed by operators, opened by who has the mail.</summary>
public sealed class PrintFileFunctions(PrintFileStore files, MailPrintFileLink mailLink, OpenPrintFile open)
{
    [Function("list-print-files")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/print-files")] HttpRequest request, CancellationToken cancellationToken)
    {
        var owner = request.Query["insurerNumber"].ToString() is { Length: > 0 } insurer ? insurer : request.Query["groupCode"].ToString();
        return owner.Length is > 0 and <= 40
            ? Answers.Json(new { PrintFiles = (await files.ListAsync(owner, cancellationToken)).Select(Body.Of) })
            : Errors.ValidationFailed("insurerNumber", "保険者番号（insurerNumber）か団体連携コード（groupCode）を指定してください。").Problem();
    }

    [Function("mail-print-file-link")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Mail(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/print-files/{printFileId}/link")] HttpRequest request, string printFileId, CancellationToken cancellationToken) =>
        (await mailLink.HandleAsync(request.Staff(), printFileId, cancellationToken)).ToAnswer(expiresAt => new { ExpiresAt = expiresAt }, StatusCodes.Status202Accepted);

    [Function("open-print-file")]
    [Anonymous]
    public async Task<IResult> Open(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "print-files/current")] HttpRequest request, CancellationToken cancellationToken)
    {
        var opened = await open.HandleAsync(request.Bearer() ?? "", cancellationToken);
        return opened.IsSuccess ? new Download(opened.Value) : opened.Error.Problem();
    }

    private sealed record Body(string Id, DateTimeOffset CreatedAt, int Rows, int Openings, DateOnly DeletedOn)
    {
        public static Body Of(PrintFile file) => new(file.Id, file.CreatedAt, file.Rows, file.Openings, JapanTime.DateOf(file.DeletedAt));
    }

    /// <summary>Sends the file as it is unsealed; one that breaks off in between ends the connection, so that half a file is never taken for a whole one.</summary>
    private sealed class Download(OpenedPrintFile file) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "text/csv; charset=Shift_JIS";
            response.Headers.ContentDisposition = new ContentDisposition { FileName = file.FileName }.ToString();
            response.Headers.CacheControl = "no-store";
            await foreach (var piece in file.Content.WithCancellation(httpContext.RequestAborted))
            {
                await response.Body.WriteAsync(piece, httpContext.RequestAborted);
            }
        }
    }
}
