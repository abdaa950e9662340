using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>
/// Makes a new address the member's, by the link mailed to it (SI-8). Every step can be repeated, and the link is used up last: whoever is
/// interrupted posts it again.
/// </summary>
public sealed class ConfirmEmailChange(MailedLinks links, LoginStore logins, MemberStore members, MailOutbox mails, KeyedHasher hasher, TimeProvider clock)
{
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

        var (link, change) = (opened.Value, EmailChange.FromPayload(opened.Value.Payload!));
        if (await MoveAsync(link.SubjectId!, change, cancellationToken) is { } failure)
        {
            return failure;
        }

        await mails.QueueAsync(EmailChangedNotice.OrderFor(hasher, link, change.From, clock.GetUtcNow()), cancellationToken);
        await links.TryUseAsync(link, cancellationToken);
        return default(Done);
    }

    private async Task<Error?> MoveAsync(string memberId, EmailChange change, CancellationToken cancellationToken)
    {
        if (await AddLoginAsync(memberId, change, cancellationToken) is { } taken)
        {
            return taken;
        }

        var member = await members.ChangeAsync(
            memberId,
            member => member.Email == change.From && member.LeavingSince is null ? member with { Email = change.To } : member,
            cancellationToken);
        if (member?.Email != change.To)
        {
            // Another change came first, or the member has left: the new login must not stay.
            await logins.RemoveAsync(change.To, memberId, cancellationToken);
            return Errors.LinkExpired;
        }

        await RemoveLoginAsync(memberId, change, cancellationToken);
        return null;
    }

    private async Task<Error?> AddLoginAsync(string memberId, EmailChange change, CancellationToken cancellationToken)
    {
        while (await FindOwnAsync(change.From, memberId, cancellationToken) is { } former)
        {
            var holder = await logins.AddAsync(former with { Email = change.To }, cancellationToken);
            if (holder is not null && holder.MemberId != memberId)
            {
                return Errors.EmailTaken;
            }

            // Where only the case changes, it is the same row.
            if (holder is null || holder.Email == change.To || await logins.TryReplaceAsync(holder with { Email = change.To }, cancellationToken))
            {
                return null;
            }
        }

        // No former login: this very change has got so far before, or another one has.
        return await FindOwnAsync(change.To, memberId, cancellationToken) is null ? Errors.LinkExpired : null;
    }

    /// <summary>Removes the former login; a password that was changed meanwhile moves along.</summary>
    private async Task RemoveLoginAsync(string memberId, EmailChange change, CancellationToken cancellationToken)
    {
        while (await FindOwnAsync(change.From, memberId, cancellationToken) is { } former && former.Email != change.To)
        {
            var present = await FindOwnAsync(change.To, memberId, cancellationToken);
            var isSame = present is null || present.PasswordVersion >= former.PasswordVersion;
            if ((isSame || await logins.TryReplaceAsync(
                    present! with { PasswordHash = former.PasswordHash, PasswordVersion = former.PasswordVersion }, cancellationToken))
                && await logins.TryRemoveAsync(former, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<Login?> FindOwnAsync(string email, string memberId, CancellationToken cancellationToken) =>
        await logins.FindAsync(email, cancellationToken) is { } login && login.MemberId == memberId ? login : null;
}
