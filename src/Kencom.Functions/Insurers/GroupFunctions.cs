using Kencom.Core.Insurers;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Insurers;

internal sealed record GroupAnswer(string GroupCode, string Name)
{
    public static GroupAnswer From(Group group) => new(group.Code, group.Name);
}

public sealed class ListGroupsFunction(InsurerStore insurers)
{
    [Function("list-groups")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/groups")] HttpRequest request, CancellationToken cancellationToken) =>
        Answers.Json(new { groups = await insurers.ListGroupsAsync(cancellationToken).Select(GroupAnswer.From).ToArrayAsync(cancellationToken) });
}

public sealed class PutGroupFunction(PutGroup put)
{
    [Function("put-group")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/groups/{groupCode}")] HttpRequest request, string groupCode, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await put.HandleAsync(new PutGroupCommand(request.Staff(), groupCode, body.Name), cancellationToken)).ToAnswer(GroupAnswer.From),
            cancellationToken);

    private sealed record Body(string? Name);
}
