using System.Globalization;
using System.Text.Json.Serialization;
using Kencom.Core;
using Kencom.Core.Security;
using Kencom.Core.Staff;
using Kencom.Core.Storage;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Staff;

public static class ShowStaffMemberFunction
{
    [Function("show-staff-member")]
    [RequiresStaff(StaffRole.Support, StaffRole.Operator)]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/me")] HttpRequest request) =>
        Answers.Json(new { request.Staff().Id, request.Staff().Name, roles = StaffAccess.RolesOf(request.HttpContext.User) });
}

/// <summary>What waits and what failed (STF-6).</summary>
public sealed class QueueFunctions(ListQueues list, PoisonMessages messages, ReplayPoison poison)
{
    private const int PageSize = 100;

    [Function("list-queues")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/queues")] HttpRequest request, CancellationToken cancellationToken) =>
        Answers.Json(new { queues = (await list.HandleAsync(cancellationToken)).Select(queue => new QueueAnswer(queue.Name, queue.Depth, queue.OldestAt, queue.Poison)) });

    [Function("list-poison-messages")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> ListPoison(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/queues/{name}/poison")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (!QueueNames.All.Contains(name))
        {
            return Errors.NotFound.Problem();
        }

        var cursor = request.QueryText("cursor");
        if (cursor is not null && !PoisonMessages.IsId(cursor))
        {
            return Errors.ValidationFailed("cursor", "続きの位置が正しくありません。").Problem();
        }

        var page = await messages.ListAsync(name, cursor, cancellationToken).Take(PageSize + 1).ToListAsync(cancellationToken);
        return Answers.Json(new PoisonPage(
            page.Take(PageSize).Select(message => new PoisonAnswer(message.Id, message.Queue, message.Kind, message.At)),
            page.Count > PageSize ? page[PageSize - 1].Id : null));
    }

    [Function("replay-poison-messages")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Replay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/queues/{name}/replay")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        ForSelectionAsync(request, name, poison.ReplayAsync, cancellationToken);

    [Function("discard-poison-messages")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Discard(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/queues/{name}/discard")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        ForSelectionAsync(request, name, poison.DiscardAsync, cancellationToken);

    private static Task<IResult> ForSelectionAsync(
        HttpRequest request, string name, Func<PoisonSelection, CancellationToken, Task<int>> work, CancellationToken cancellationToken) =>
        QueueNames.All.Contains(name)
            ? request.WithBodyAsync<Selection<string>>(
                selection => selection.DoAsync(ids => work(new PoisonSelection(request.StaffAct(), name, ids), cancellationToken)), cancellationToken)
            : Task.FromResult(Errors.NotFound.Problem());

    private sealed record QueueAnswer(string Name, long Depth, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? OldestAt, long Poison);

    private sealed record PoisonAnswer(string Id, string Queue, string Kind, DateTimeOffset At);

    private sealed record PoisonPage(IEnumerable<PoisonAnswer> Messages, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Cursor);
}

public sealed class ListSweepsFunction(ListSweeps list)
{
    [Function("list-sweeps")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/sweeps")] HttpRequest request, CancellationToken cancellationToken) =>
        Answers.Json(new { sweeps = (await list.HandleAsync(cancellationToken)).Select(sweep => new SweepAnswer(sweep.Name, sweep.LastSuccess)) });

    private sealed record SweepAnswer(string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LastSuccess);
}

public sealed class ReadAuditLogFunction(ReadAuditLog read)
{
    [Function("read-audit-log")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        DateOnly? day = null;
        if (request.QueryText("day") is { } text)
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            {
                return Errors.ValidationFailed("day", "日付を2026-11-30のような形で指定してください。").Problem();
            }

            day = parsed;
        }

        var query = new AuditQuery(day, request.QueryText("staff"), request.QueryText("subject"));
        return (await read.HandleAsync(query, request.QueryText("cursor"), cancellationToken)).ToAnswer(page => new AuditAnswer(page.Entries.Select(EntryAnswer.From), page.Cursor));
    }

    private sealed record AuditAnswer(IEnumerable<EntryAnswer> Entries, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Cursor);

    private sealed record EntryAnswer(
        DateTimeOffset At, StaffMember Staff, string Action, string Subject, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason)
    {
        public static EntryAnswer From(AuditRecord record) => new(record.At, record.Entry.Who, record.Entry.Action, record.Entry.Subject, record.Entry.Reason);
    }
}
