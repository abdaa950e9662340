using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

// The routes of rosters alone, beside those of all kinds (spec section 8).
namespace Kencom.Functions.Files;

public sealed class ListRosterFilesFunction(StaffFiles files)
{
    [Function("list-roster-files")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/roster-files")] HttpRequest request, CancellationToken cancellationToken) =>
        (await files.ListAsync(request, "roster", cancellationToken)).ToAnswer(answers => new { rosterFiles = answers });
}

public sealed class ShowRosterFileFunction(StaffFiles files)
{
    [Function("show-roster-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/roster-files/{rosterFileId}")] HttpRequest request, string rosterFileId, CancellationToken cancellationToken) =>
        files.ShowAsync(rosterFileId, cancellationToken);
}

public sealed class ShowRosterReportFunction(StaffFiles files)
{
    [Function("show-roster-report")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/roster-files/{rosterFileId}/report")] HttpRequest request, string rosterFileId, CancellationToken cancellationToken) =>
        files.ReportAsync(request, rosterFileId, cancellationToken);
}

public sealed class ApproveRosterFileFunction(StaffFiles files)
{
    [Function("approve-roster-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/roster-files/{rosterFileId}/approval")] HttpRequest request, string rosterFileId, CancellationToken cancellationToken) =>
        files.ApproveAsync(request, rosterFileId, cancellationToken);
}

public sealed class RejectRosterFileFunction(StaffFiles files)
{
    [Function("reject-roster-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/roster-files/{rosterFileId}/rejection")] HttpRequest request, string rosterFileId, CancellationToken cancellationToken) =>
        files.RejectAsync(request, rosterFileId, cancellationToken);
}
