using System.Text.Json;
using Kencom.Core.Inquiries;
using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Kencom.Functions.Accounts;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Inquiries;

/// <summary>When support answers (INQ-1).</summary>
internal sealed record AnswerHoursAnswer(string From, string To, DateOnly NextOn)
{
    public static AnswerHoursAnswer At(DateTimeOffset now) => new($"{AnswerHours.From:HH:mm}", $"{AnswerHours.To:HH:mm}", AnswerHours.NextDay(now));
}

public sealed class ListInquiryKindsFunction(TimeProvider clock)
{
    [Function("list-inquiry-kinds")]
    [Anonymous]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "inquiry-kinds")] HttpRequest request) =>
        Answers.Json(new { kinds = InquiryKinds.All.Select(kind => new { kind.Id, kind.Text }), answers = AnswerHoursAnswer.At(clock.GetUtcNow()) });
}

public sealed class StartInquiryFunction(StartInquiry start, MemberAccess members, IOptions<RegistrationOptions> terms, TimeProvider clock)
{
    /// <summary>Anybody, but what a member sends while signed in is the member's (CK-6). A session that has ended is none.</summary>
    [Function("start-inquiry")]
    [Anonymous]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "inquiries")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var session = await members.OpenAsync(request, cancellationToken);
                var command = body.ToCommand(request, session.IsSuccess ? session.Value.MemberId : null, terms.Value.PrivacyNotice);
                return (await start.HandleAsync(command, cancellationToken)).ToAnswer(
                    number => new { inquiryNumber = number, answers = AnswerHoursAnswer.At(clock.GetUtcNow()) }, StatusCodes.Status202Accepted);
            },
            cancellationToken);

    private sealed record Body(
        string? KanaName, string? Email, string? EmailConfirmation, string? InsurerName, string? BirthDate, InquiryKind? Kind, string? Text,
        string? AppVersion, string? Phone, string? OsVersion, string? Browser, JsonElement? AcceptedPrivacy, string? Captcha)
    {
        public StartInquiryCommand ToCommand(HttpRequest request, string? memberId, string currentNotice) => new(
            KanaName, Email, EmailConfirmation, InsurerName, BirthDate, Kind, Text, AppVersion, Phone, OsVersion, Browser,
            Accepted(currentNotice), Captcha, request.Caller(), memberId);

        /// <summary>The version that was accepted; true stands for the one in force.</summary>
        private string? Accepted(string currentNotice) => AcceptedPrivacy switch
        {
            { ValueKind: JsonValueKind.True } => currentNotice,
            { ValueKind: JsonValueKind.String } version => version.GetString(),
            _ => null,
        };
    }
}

public sealed class ConfirmInquiryFunction(ConfirmInquiry confirm)
{
    [Function("confirm-inquiry")]
    [Anonymous]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "inquiries/confirmation")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(async body => (await confirm.HandleAsync(body.Token, cancellationToken)).ToNoContent(), cancellationToken);

    private sealed record Body(string? Token);
}

public sealed class FindCurrentInquiryFunction(FindCurrentInquiry find)
{
    [Function("find-current-inquiry")]
    [RequiresInquiryLink]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "inquiries/current")] HttpRequest request, CancellationToken cancellationToken) =>
        (await find.HandleAsync(request.Bearer(), cancellationToken)).ToAnswer(thread => new
        {
            thread.Inquiry.Number,
            thread.Inquiry.Kind,
            thread.Inquiry.State,
            messages = thread.Messages.Select(ThreadMessage.Of),
        });
}

public sealed class WriteBackFunction(WriteBack writeBack)
{
    [Function("write-back")]
    [RequiresInquiryLink]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "inquiries/current/messages")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await writeBack.HandleAsync(request.Bearer(), body.Text, cancellationToken)).ToAnswer(ThreadMessage.Of, StatusCodes.Status201Created),
            cancellationToken);

    private sealed record Body(string? Text);
}

public sealed class SweepInquiriesFunction(RunSweeps sweeps)
{
    [Function("sweep-inquiries")]
    public Task Run([TimerTrigger("%SweepInquiries%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeps.HandleAsync(SweepGroups.Inquiries, cancellationToken);
}

/// <summary>A message as the person sees it: who of the staff answered is not told.</summary>
internal sealed record ThreadMessage(InquiryWriter From, string Text, DateTimeOffset At)
{
    public static ThreadMessage Of(InquiryMessage message) => new(InquiryWriters.Of(message), message.Text, message.At);
}
