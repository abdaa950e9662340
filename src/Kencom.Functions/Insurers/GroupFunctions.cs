using Kencom.Core.Insurers;
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
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        var staff = await request.RequireStaffAsync(StaffAccess.Operator);
        return staff.IsSuccess
            ? Answers.Json(new { groups = await insurers.ListGroupsAsync(cancellationToken).Select(GroupAnswer.From).ToArrayAsync(cancellationToken) })
            : staff.Error.Problem();
    }
}

public sealed class PutGroupFunction(PutGroup put)
{
    [Function("put-group")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/groups/{groupCode}")] HttpRequest request, string groupCode, CancellationToken cancellationToken)
    {
        var staff = await request.RequireStaffAsync(StaffAccess.Operator);
        if (!staff.IsSuccess)
        {
            return staff.Error.Problem();
        }

        var body = await request.ReadAsync<Body>(cancellationToken);
        return body.IsSuccess
            ? (await put.HandleAsync(new PutGroupCommand(staff.Value, groupCode, body.Value.Name), cancellationToken)).ToAnswer(GroupAnswer.From)
            : body.Error.Problem();
    }

    private sealed record Body(string? Name);
}
