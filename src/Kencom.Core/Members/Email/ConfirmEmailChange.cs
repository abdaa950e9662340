using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>
/// Makes a new address the member's, by the link mailed to it (SI-8). Every step can be repeated, and the link is used up last: whoever is interrupted
/// posts it again, or the sweep goes on with what was begun (FIN-3).
/// </summary>
public sealed class ConfirmEmailChange(
    AccountLinks accountLinks, MailedLinks links, LoginStore logins, MemberStore members, MailOutbox mails, KeyedHasher hasher, Due due, TimeProvider clock)
{
    private const string Kind = "email";

    /// <summary>Passwords that are changed in between, one after the other: more is no coincidence.</summary>
    private const int MostTries = 10;

    /// <summary>Longer than any request runs: a change that is unfinished by then was interrupted.</summary>
    private static readonly TimeSpan TakesAtMost = TimeSpan.FromMinutes(5);

    public async Task<Result<Done>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (await accountLinks.FindAsync(LinkPurpose.EmailChange, token, cancellationToken) is not { } opened)
        {
            return Errors.LinkInvalid;
        }

        if (opened.State != MailedLinkState.Valid && !await IsInterruptedAsync(opened, logins, cancellationToken))
        {
            return Errors.LinkExpired;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await due.AddAsync(new DueEntry(Kind, opened.Link.Id, clock.GetUtcNow() + TakesAtMost));
        return await ChangeAsync(opened.Link);
    }

    /// <summary>Whether a change by this very link was interrupted after it had moved the login: it goes on by the same link.</summary>
    internal static async Task<bool> IsInterruptedAsync(AccountLink link, LoginStore logins, CancellationToken cancellationToken) =>
        link is { State: MailedLinkState.Replaced, Link: { Payload: { } payload } }
        && await logins.FindAsync(EmailChange.FromPayload(payload).To, cancellationToken) is { } login
        && login.Value.MemberId == link.Link.SubjectId
        && login.Value.MovedByLinkId == link.Link.Id;

    /// <summary>Finishes the changes that were interrupted after the member's address had moved.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (linkId, token) =>
        {
            if (await links.FindByIdAsync(LinkPurpose.EmailChange, linkId, token) is { UsedAt: null, Payload: { } payload } link)
            {
                await GoOnAsync(link, EmailChange.FromPayload(payload), token);
            }

            return null;
        },
        cancellationToken);

    private async Task<Result<Done>> ChangeAsync(MailedLink link)
    {
        var change = EmailChange.FromPayload(link.Payload!);
        if (await MoveAsync(link, change) is { } failure)
        {
            return failure;
        }

        await mails.QueueAsync(ComposeEmailChangedMail.OrderFor(hasher, link, change.From, clock.GetUtcNow()));
        await links.UseAsync(link);
        return default(Done);
    }

    private async Task GoOnAsync(MailedLink link, EmailChange change, CancellationToken cancellationToken)
    {
        if (await FindOwnAsync(change.To, link.SubjectId!, cancellationToken) is { } login && login.Value.MovedByLinkId == link.Id)
        {
            await ChangeAsync(link);
        }
    }

    private async Task<Error?> MoveAsync(MailedLink link, EmailChange change)
    {
        var memberId = link.SubjectId!;
        if (await AddLoginAsync(link, memberId, change) is { } taken)
        {
            return taken;
        }

        var moved = await members.ChangeAsync(memberId, member => member switch
        {
            { LeavingSince: not null } => Errors.NotAnyMore,
            { Email: var email } when email == change.To => member,
            { Email: var email } when email == change.From => member with { Email = change.To },
            _ => Errors.NotAnyMore,
        });
        if (!moved.IsSuccess)
        {
            // Another change came first, or the member has left: the new login must not stay.
            await logins.RemoveAsync(change.To, memberId);
            return Errors.LinkExpired;
        }

        await RemoveLoginAsync(memberId, change);
        return null;
    }

    private async Task<Error?> AddLoginAsync(MailedLink link, string memberId, EmailChange change)
    {
        if (await FindOwnAsync(change.From, memberId, CancellationToken.None) is not { } former)
        {
            // No former login: this very change has got so far before, or another one has.
            return await FindOwnAsync(change.To, memberId, CancellationToken.None) is null ? Errors.LinkExpired : null;
        }

        if (former.Value.Version != link.RestsOn!.Version)
        {
            // Another change came first, or this very one has got so far before.
            return await FindOwnAsync(change.To, memberId, CancellationToken.None) is { } begun && begun.Value.MovedByLinkId == link.Id ? null : Errors.LinkExpired;
        }

        Login Moved(Login login) => login with { Email = change.To, Version = login.Version + 1, EmailChangeLinkId = null, MovedByLinkId = link.Id };
        var (holder, isNew) = await logins.AddAsync(Moved(former.Value));
        if (isNew || holder.Value.MovedByLinkId == link.Id)
        {
            return null;
        }

        // Where only the case changes, it is the same row.
        return holder.Value.MemberId == memberId && (await logins.ChangeAsync(holder, login => login.Version == link.RestsOn.Version ? Moved(login) : Errors.NotAnyMore)).IsSuccess
            ? null
            : Errors.EmailTaken;
    }

    /// <summary>Removes the former login; a password that was changed meanwhile moves along.</summary>
    private async Task RemoveLoginAsync(string memberId, EmailChange change)
    {
        for (var tries = 0; await FindOwnAsync(change.From, memberId, CancellationToken.None) is { } former && former.Value.Email != change.To; tries++)
        {
            if (tries == MostTries)
            {
                throw new RowBusyException(former.Key); // The sweep goes on with it.
            }

            if (await FindOwnAsync(change.To, memberId, CancellationToken.None) is { } present)
            {
                await logins.ChangeAsync(present, login => login.Version > former.Value.Version
                    ? login
                    : login with { PasswordHash = former.Value.PasswordHash, Version = former.Value.Version + 1, Unfinished = former.Value.Unfinished });
            }

            if (await logins.RemoveAsync(former, login => login.Version == former.Value.Version))
            {
                return;
            }
        }
    }

    private async Task<Row<Login>?> FindOwnAsync(string email, string memberId, CancellationToken cancellationToken) =>
        await logins.FindAsync(email, cancellationToken) is { } login && login.Value.MemberId == memberId ? login : null;
}
