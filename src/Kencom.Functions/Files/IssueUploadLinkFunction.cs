using Kencom.Core.Files;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Files;

public sealed class IssueUploadLinkFunction(IssueUploadLink issue)
{
    [Function("issue-upload-link")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/insurers/{insurerNumber}/upload-links")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await issue.HandleAsync(new IssueUploadLinkCommand(request.Staff(), insurerNumber, body.Kind), cancellationToken))
                .ToAnswer(link => link, StatusCodes.Status201Created),
            cancellationToken);

    private sealed record Body(FileKind? Kind);
}
