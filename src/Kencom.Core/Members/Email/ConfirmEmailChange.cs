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
    MailedLinks links, LoginStore logins, MemberStore members, MailOutbox mails, KeyedHasher hasher, Due due, TimeProvider clock)
{
    private const string Kind = "email";

    /// <summary>Passwords that are changed in between, one after the other: more is no coincidence.</summary>
    private const int MostTries = 10;

    /// <summary>Longer than a request lasts: what is unfinished then was interrupted.</summary>
    private static readonly TimeSpan TakesAtMost = TimeSpan.FromMinutes(5);

    public async Task<Result<Done>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        var opened = await links.OpenAsync(LinkPurpose.EmailChange, token, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await due.AddAsync(new DueEntry(Kind, opened.Value.Id, clock.GetUtcNow() + TakesAtMost));
        return await ChangeAsync(opened.Value);
    }

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
        if (await MoveAsync(link.SubjectId!, change) is { } failure)
        {
            return failure;
        }

        await mails.QueueAsync(ComposeEmailChangedMail.OrderFor(hasher, link, change.From, clock.GetUtcNow()));
        await links.UseAsync(link);
        return default(Done);
    }

    private async Task GoOnAsync(MailedLink link, EmailChange change, CancellationToken cancellationToken)
    {
        if (await FindOwnAsync(change.To, link.SubjectId!, cancellationToken) is { } login && login.Value.Email == change.To)
        {
            await ChangeAsync(link);
        }
    }

    private async Task<Error?> MoveAsync(string memberId, EmailChange change)
    {
        if (await AddLoginAsync(memberId, change) is { } taken)
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

    private async Task<Error?> AddLoginAsync(string memberId, EmailChange change)
    {
        if (await FindOwnAsync(change.From, memberId, CancellationToken.None) is not { } former)
        {
            // No former login: this very change has got so far before, or another one has.
            return await FindOwnAsync(change.To, memberId, CancellationToken.None) is null ? Errors.LinkExpired : null;
        }

        var (holder, isNew) = await logins.AddAsync(former.Value with { Email = change.To });
        if (isNew || holder.Value.Email == change.To)
        {
            return holder.Value.MemberId == memberId ? null : Errors.EmailTaken;
        }

        // Where only the case changes, it is the same row.
        return holder.Value.MemberId == memberId && (await logins.ChangeAsync(holder, login => login with { Email = change.To })).IsSuccess
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
                await logins.ChangeAsync(present, login => login.PasswordVersion >= former.Value.PasswordVersion
                    ? login
                    : login with { PasswordHash = former.Value.PasswordHash, PasswordVersion = former.Value.PasswordVersion, Unfinished = former.Value.Unfinished });
            }

            if (await logins.RemoveAsync(former, login => login.PasswordVersion == former.Value.PasswordVersion))
            {
                return;
            }
        }
    }

    private async Task<Row<Login>?> FindOwnAsync(string email, string memberId, CancellationToken cancellationToken) =>
        await logins.FindAsync(email, cancellationToken) is { } login && login.Value.MemberId == memberId ? login : null;
}
