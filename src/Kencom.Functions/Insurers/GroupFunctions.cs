using System.Text.Json.Serialization;
using Kencom.Core;
using Kencom.Core.Insurers;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Insurers;

internal sealed record GroupAnswer(string GroupCode, string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ContactEmail)
{
    public static GroupAnswer From(Group group) => new(group.Code, group.Name, group.ContactEmail);
}

public sealed class ListGroupsFunction(InsurerStore insurers)
{
    [Function("list-groups")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/groups")] HttpRequest request, CancellationToken cancellationToken) =>
        Answers.Json(new { groups = await insurers.ListGroupsAsync(cancellationToken).Select(GroupAnswer.From).ToArrayAsync(cancellationToken) });
}

public sealed class ShowGroupFunction(InsurerStore insurers)
{
    [Function("show-group")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/groups/{groupCode}")] HttpRequest request, string groupCode, CancellationToken cancellationToken) =>
        await insurers.FindGroupAsync(groupCode, cancellationToken) is { } group
            ? Answers.Json(GroupAnswer.From(group)).WithETag(request, group.Revision)
            : Errors.NotFound.Problem();
}

public sealed class PutGroupFunction(PutGroup put)
{
    [Function("put-group")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/groups/{groupCode}")] HttpRequest request, string groupCode, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var expected = request.ReadExpected();
                if ((GivenFields.RefuseMissing(body) ?? expected.Error) is { } refused)
                {
                    return refused.Problem();
                }

                var group = await put.HandleAsync(
                    new PutGroupCommand(request.Staff(), groupCode, body.Name.Value, body.ContactEmail.Value, expected.Value), cancellationToken);
                return group.IsSuccess ? Answers.Json(GroupAnswer.From(group.Value)).WithETag(request, group.Value.Revision) : group.Error.Problem();
            },
            cancellationToken);

    private sealed record Body(Given<string?> Name, Given<string?> ContactEmail);
}
