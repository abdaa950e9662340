using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Staff;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Staff;

/// <summary>Members, as support helps them (STF-3).</summary>
public sealed class StaffMemberFunctions(SearchMember search, ShowMember show, EndMemberSessions endSessions, UnlockMember unlock, ReissueCode reissue)
{
    [Function("search-member")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/members/search")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<SearchBody>(
            async body =>
            {
                var (name, birthDate, insurer, symbol, number, email) = body;
                var command = new SearchMemberCommand(request.StaffAct(), name, birthDate, insurer, symbol, number, email);
                return (await search.HandleAsync(command, cancellationToken)).ToAnswer(memberId => new { memberId });
            },
            cancellationToken);

    [Function("show-member")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/members/{memberId}")] HttpRequest request, string memberId, CancellationToken cancellationToken) =>
        (await show.HandleAsync(request.StaffAct(), memberId, cancellationToken)).ToAnswer(StaffMemberAnswer.From);

    [Function("end-member-sessions")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public async Task<IResult> EndSessions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "staff/members/{memberId}/sessions")] HttpRequest request,
        string memberId,
        CancellationToken cancellationToken) =>
        (await endSessions.HandleAsync(request.StaffAct(), memberId, cancellationToken)).ToNoContent();

    [Function("unlock-member")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Unlock(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/members/{memberId}/unlock")] HttpRequest request,
        string memberId,
        CancellationToken cancellationToken) =>
        request.WithBodyAsync<UnlockBody>(
            async body => (await unlock.HandleAsync(request.StaffAct(), memberId, body.What, cancellationToken)).ToNoContent(), cancellationToken);

    [Function("reissue-viewing-code")]
    [RequiresStaff(StaffRole.Support, NeedsReason = true)]
    public Task<IResult> Reissue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/viewing-codes")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<ReissueBody>(
            async body => (await reissue.HandleAsync(request.StaffAct(), body.MemberId, body.InquiryNumber, cancellationToken))
                .ToAnswer(printFileId => new { printFileId }, StatusCodes.Status201Created),
            cancellationToken);

    private sealed record ReissueBody(string? MemberId, string? InquiryNumber);

    private sealed record SearchBody(string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Email);

    private sealed record UnlockBody(Unlockable? What);
}

/// <summary>A member as support sees it (STF-3).</summary>
internal sealed record StaffMemberAnswer(
    string MemberId,
    string? Email,
    string KanaName,
    DateOnly BirthDate,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? InsurerName,
    string? GroupName,
    DateTimeOffset JoinedAt,
    IEnumerable<LockedAnswer> Locked,
    IEnumerable<StaffSessionAnswer> Sessions,
    IEnumerable<StaffMailAnswer> Mails)
{
    public static StaffMemberAnswer From(MemberForStaff found) => new(
        found.Member.Id,
        found.Member.Email,
        found.Member.KanaName,
        found.Member.BirthDate,
        found.Member.InsurerName,
        found.GroupName,
        found.Member.JoinedAt,
        found.Locked.Select(what => new LockedAnswer(what)),
        found.Sessions.Select(session => new StaffSessionAnswer(session.StartedAt, session.LastUsedAt, session.Kind == SessionKind.App ? SessionPlace.App : SessionPlace.Web)),
        found.Mails.Select(StaffMailAnswer.Of));
}

internal sealed record LockedAnswer(Unlockable What);

internal enum SessionPlace
{
    App,
    Web,
}

internal sealed record StaffSessionAnswer(DateTimeOffset StartedAt, DateTimeOffset LastUsedAt, SessionPlace Kind);

/// <summary>A mail as support sees it: when it was ordered, and what became of it.</summary>
internal sealed record StaffMailAnswer(string Kind, DateTimeOffset At, MailState State)
{
    public static StaffMailAnswer Of(StoredMail mail) => new(mail.Kind.ToString(), mail.QueuedAt, mail.State);
}
