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
/// <remarks>Storage calls: the network's count 1, the captcha's use 1, the limits 2, the login 1, the link 1, the mail 2.</remarks>
public sealed class RequestPasswordReset(
    CaptchaGate captcha,
    NetworkLimits networkLimits,
    SlidingLimits limits,
    LoginStore logins,
    MailedLinks links,
    MailOutbox mails,
    IOptions<PasswordResetOptions> options)
{
    public async Task<Result<Done>> HandleAsync(RequestPasswordResetCommand command, CancellationToken cancellationToken)
    {
        if (command.Email is not { Length: > 0 and <= EmailAddress.MaxLength } email)
        {
            return Errors.ValidationFailed("email", "メールアドレスを入力してください。");
        }

        return await RefuseAsync(command, email, cancellationToken) is { } refusal
            ? refusal
            : await MailLinkAsync(email, cancellationToken);
    }

    private async Task<Error?> RefuseAsync(RequestPasswordResetCommand command, string email, CancellationToken cancellationToken)
    {
        if (await captcha.PassAsync(command.Caller, command.Captcha, CaptchaPurpose.PasswordReset, cancellationToken) is { } asked)
        {
            return asked;
        }

        var wait = await networkLimits.TakeAsync(options.Value.ByNetwork, command.Caller.Address, cancellationToken)
            ?? await limits.TakeAsync(options.Value.ByEmail, EmailAddress.Fold(email), cancellationToken);
        return wait is { } time ? Errors.TooManyRequests(time) : null;
    }

    private async Task<Result<Done>> MailLinkAsync(string email, CancellationToken cancellationToken)
    {
        var login = await logins.FindAsync(email, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var payload = login is null ? null : PasswordResetLogins.PayloadFor(login);
        var link = await links.IssueAsync(LinkPurpose.PasswordReset, login?.Value.MemberId, payload, options.Value.LinkValidFor);
        await mails.QueueAsync(ComposePasswordResetMail.OrderFor(link));
        return default(Done);
    }
}
