using System.Globalization;
using Kencom.Core;
using Kencom.Core.Inquiries;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Inquiries;

public sealed class ListInquiriesFunction(ListInquiries list)
{
    [Function("list-inquiries")]
    [RequiresStaff(StaffRole.Support)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/inquiries")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (ViewOf(request.Query["state"]) is not { } view)
        {
            return Errors.ValidationFailed("state", "open、mine、allのどれかを指定してください。").Problem();
        }

        return (await list.HandleAsync(view, request.Staff().Id, request.QueryText("cursor"), cancellationToken)).ToAnswer(
            page => new Page(page.Inquiries.Select(inquiry => InquirySummaryAnswer.From(inquiry, request.Staff())), page.Cursor));
    }

    private static InquiryView? ViewOf(string? state) => state switch
    {
        null or "" or "open" => InquiryView.Open,
        "mine" => InquiryView.Mine,
        "all" => InquiryView.All,
        _ => null,
    };

    private sealed record Page(
        IEnumerable<InquirySummaryAnswer> Inquiries,
        [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? Cursor);
}

public sealed class ShowInquiryFunction(ShowInquiry show, TimeProvider clock)
{
    [Function("show-inquiry")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/inquiries/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        var shown = await show.HandleAsync(request.StaffAct(), number, cancellationToken);
        return shown.IsSuccess
            ? Answers.Json(InquiryAnswer.From(shown.Value, request.Staff(), clock.GetUtcNow()))
                .WithETag(request, shown.Value.Thread.Inquiry.Version.ToString(CultureInfo.InvariantCulture))
            : shown.Error.Problem();
    }
}

public sealed class AssignInquiryFunction(AssignInquiry assign)
{
    [Function("assign-inquiry")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/inquiries/{number}/assignee")] HttpRequest request, string number, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => body.Assignee is { IsGiven: true, Value: null or "me" }
                ? (await assign.HandleAsync(request.StaffAct(), number, body.Assignee.Value is not null, cancellationToken)).ToNoContent()
                : Errors.ValidationFailed("assignee", "meかnullを指定してください。").Problem(),
            cancellationToken);

    private sealed record Body(Given<string?> Assignee);
}

public sealed class SaveDraftFunction(SaveDraft save)
{
    [Function("save-draft")]
    [RequiresStaff(StaffRole.Support)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/inquiries/{number}/draft")] HttpRequest request, string number, CancellationToken cancellationToken) =>
        request.WithBodyAsync<TextBody>(
            async body => (await save.HandleAsync(request.Staff(), number, body.Text, cancellationToken)).ToNoContent(), cancellationToken);
}

public sealed class AnswerInquiryFunction(AnswerInquiry answer)
{
    [Function("answer-inquiry")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inquiries/{number}/answers")] HttpRequest request, string number, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await answer.HandleAsync(
                new AnswerInquiryCommand(request.StaffAct(), number, body.Text, body.Close, request.OptionalVersion()), cancellationToken))
                .ToAnswer(StaffMessageAnswer.Of, StatusCodes.Status201Created),
            cancellationToken);

    private sealed record Body(string? Text, bool Close = false);
}

public sealed class NoteInquiryFunction(NoteInquiry note)
{
    [Function("note-inquiry")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inquiries/{number}/notes")] HttpRequest request, string number, CancellationToken cancellationToken) =>
        request.WithBodyAsync<TextBody>(
            async body => (await note.HandleAsync(request.StaffAct(), number, body.Text, cancellationToken)).ToAnswer(NoteAnswer.Of, StatusCodes.Status201Created),
            cancellationToken);
}

public sealed class CloseInquiryFunction(CloseInquiry close)
{
    [Function("close-inquiry")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inquiries/{number}/closing")] HttpRequest request, string number, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await close.HandleAsync(request.StaffAct(), number, body.Reason, request.OptionalVersion(), cancellationToken)).ToNoContent(), cancellationToken);

    private sealed record Body(string? Reason);
}

internal sealed record TextBody(string? Text);

internal static class InquiryVersions
{
    /// <summary>The version that the request was decided on; null when it says none. What is no version of ours is an old one.</summary>
    public static int? OptionalVersion(this HttpRequest request) =>
        request.OptionalRevision() is not { } revision ? null : int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
