using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Files;

public sealed class ListFilesFunction(StaffFiles files)
{
    [Function("list-files")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/files")] HttpRequest request, CancellationToken cancellationToken) =>
        (await files.ListAsync(request, cancellationToken)).ToAnswer(list => list);
}

public sealed class ShowFileFunction(StaffFiles files)
{
    [Function("show-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/files/{fileId}")] HttpRequest request, string fileId, CancellationToken cancellationToken) =>
        files.ShowAsync(fileId, cancellationToken);
}

public sealed class ShowFileReportFunction(StaffFiles files)
{
    [Function("show-file-report")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/files/{fileId}/report")] HttpRequest request, string fileId, CancellationToken cancellationToken) =>
        files.ReportAsync(request, fileId, cancellationToken);
}

public sealed class ApproveFileFunction(StaffFiles files)
{
    [Function("approve-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/files/{fileId}/approval")] HttpRequest request, string fileId, CancellationToken cancellationToken) =>
        files.ApproveAsync(request, fileId, cancellationToken);
}

public sealed class RejectFileFunction(StaffFiles files)
{
    [Function("reject-file")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/files/{fileId}/rejection")] HttpRequest request, string fileId, CancellationToken cancellationToken) =>
        files.RejectAsync(request, fileId, cancellationToken);
}
