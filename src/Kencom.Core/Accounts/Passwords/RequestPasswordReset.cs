using Kencom.Core.Captcha;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

public sealed record RequestPasswordResetCommand(string? Email, string? Captcha, Caller Caller);

/// <summary>
/// Mails a link to set another password (SI-6). For an unknown address the same is done: a link that leads nowhere is stored and a mail queued that finds
/// nobody to go to, so that neither answer nor time tells who is a member.
/// </summary>
/// <remarks>
/// Storage calls: the address's allowance 3, the captcha's use 1, the network's allowance 1, the login 1, the link 2, the mail 2. For a known device beyond the others'
/// allowances, the login once more.
/// </remarks>
public sealed class RequestPasswordReset(
    Admission admission, KnownDevices devices, LoginStore logins, MailedLinks links, MailOutbox mails, KeyedHasher hasher, IOptions<PasswordResetOptions> options)
{
    public async Task<Result<Done>> HandleAsync(RequestPasswordResetCommand command, CancellationToken cancellationToken)
    {
        if (command.Email is not { Length: > 0 } email || !EmailAddress.IsValid(email))
        {
            return Errors.ValidationFailed("email", "メールアドレスの形が正しくありません。スペースや全角文字は使えません。");
        }

        var request = new AdmissionRequest(
            command.Caller,
            CaptchaPurpose.PasswordReset,
            command.Captcha,
            Allowances.Resets,
            new SubjectUse(Allowances.Mails, EmailAddress.Fold(email), token => devices.KnowAsync(email, command.Caller, token)));
        return await admission.AdmitAsync(request, cancellationToken) is { } refused ? refused : await MailLinkAsync(command, email, cancellationToken);
    }

    private async Task<Result<Done>> MailLinkAsync(RequestPasswordResetCommand command, string email, CancellationToken cancellationToken)
    {
        var login = await logins.FindAsync(email, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var basis = login is null ? null : AccountLinks.BasisOf(login);
        var link = await links.IssueAsync(LinkPurpose.PasswordReset, login?.Value.MemberId, payload: null, options.Value.LinkValidFor, basis);
        await mails.QueueAsync(ComposePasswordResetMail.OrderFor(link) with { Cause = MailCause.Of(hasher, command.Caller) });
        return default(Done);
    }
}
