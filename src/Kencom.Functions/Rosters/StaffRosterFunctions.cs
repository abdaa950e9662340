using Kencom.Core;
using Kencom.Core.Cards;
using Kencom.Core.Rosters;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Rosters;

public sealed class ListRosterFilesFunction(RosterFileStore files, TimeProvider clock)
{
    [Function("list-roster-files")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/roster-files")] HttpRequest request, CancellationToken cancellationToken)
    {
        // Without a number: what lies in no insurer's folder, with the reason (RST-1).
        string? number = request.Query["insurerNumber"];
        InsurerNumber insurer = default;
        if (number is not null && !InsurerNumber.TryParse(number, out insurer))
        {
            return Errors.ValidationFailed("insurerNumber", "保険者番号は6桁または8桁の数字です。").Problem();
        }

        var answers = new List<RosterFileAnswer>();
        foreach (var file in (await files.ListAsync(number is null ? RosterKeys.Unplaced : insurer.Value, cancellationToken)).Reverse())
        {
            answers.Add(RosterFileAnswer.From(await files.WithProgressAsync(file, cancellationToken), clock.GetUtcNow()));
        }

        return Answers.Json(new { rosterFiles = answers });
    }
}

public sealed class ShowRosterFileFunction(RosterFileStore files, TimeProvider clock)
{
    [Function("show-roster-file")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/roster-files/{rosterFileId}")] HttpRequest request,
        string rosterFileId,
        CancellationToken cancellationToken) =>
        await files.ShowAsync(rosterFileId, cancellationToken) is { } file
            ? Answers.Json(RosterFileAnswer.From(file, clock.GetUtcNow()))
            : Errors.NotFound.Problem();
}

public sealed class ShowRosterReportFunction(RosterBlobs blobs, RosterFileStore files)
{
    [Function("show-roster-report")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/roster-files/{rosterFileId}/report")] HttpRequest request,
        string rosterFileId,
        CancellationToken cancellationToken)
    {
        var csv = request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == "text/csv");
        var report = await files.FindAsync(rosterFileId, cancellationToken) is { } file
            ? await blobs.OpenReportAsync(file.Id, csv ? "csv" : "json", cancellationToken)
            : null;
        return report is null
            ? Errors.NotFound.Problem()
            : csv ? Results.Stream(report, "text/csv; charset=shift_jis", $"{rosterFileId}.csv") : Results.Stream(report, "application/json; charset=utf-8");
    }
}

public sealed class ApproveRosterFileFunction(ApproveRosterFile approve, TimeProvider clock)
{
    [Function("approve-roster-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/roster-files/{rosterFileId}/approval")] HttpRequest request,
        string rosterFileId,
        CancellationToken cancellationToken) =>
        request.WithBodyAsync<DecisionBody>(
            async body => (await approve.HandleAsync(body.Of(request, rosterFileId), cancellationToken))
                .ToAnswer(file => RosterFileAnswer.From(file, clock.GetUtcNow()), StatusCodes.Status202Accepted),
            cancellationToken);
}

public sealed class RejectRosterFileFunction(RejectRosterFile reject, TimeProvider clock)
{
    [Function("reject-roster-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/roster-files/{rosterFileId}/rejection")] HttpRequest request,
        string rosterFileId,
        CancellationToken cancellationToken) =>
        request.WithBodyAsync<DecisionBody>(
            async body => (await reject.HandleAsync(body.Of(request, rosterFileId), cancellationToken))
                .ToAnswer(file => RosterFileAnswer.From(file, clock.GetUtcNow()), StatusCodes.Status202Accepted),
            cancellationToken);
}

internal sealed record DecisionBody(string? Reason)
{
    public RosterFileDecision Of(HttpRequest request, string fileId) => new(request.Staff(), fileId, Reason);
}
