using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Members;

public sealed record RequestEmailChangeCommand(string MemberId, string? Password, string? Email, string? EmailConfirmation, Caller Caller);

/// <summary>
/// Mails a link to the new address (SI-8). Whether that is another member's already is not told: such a mail finds nobody to go to, and the
/// link would not work.
/// </summary>
public sealed class RequestEmailChange(
    FindMember findMember, ProvePassword prove, SubjectAllowances allowances, LoginStore logins, MailedLinks links, MailOutbox mails, IOptions<MemberOptions> options)
{
    public async Task<Result<Done>> HandleAsync(RequestEmailChangeCommand command, CancellationToken cancellationToken)
    {
        var found = await findMember.HandleAsync(command.MemberId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var member = found.Value;
        if (Validate(command, member) is { } invalid)
        {
            return invalid;
        }

        var proven = await prove.HandleAsync(member.Id, member.Email, command.Password, "password", command.Caller, cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        // The new address may be somebody else's: the mail counts among those that anybody can have sent there (ABU-1).
        if ((await TakeAsync(Allowances.EmailChanges, member.Id, command.Caller, cancellationToken)
            ?? await TakeAsync(Allowances.Mails, EmailAddress.Fold(command.Email!), command.Caller, cancellationToken)) is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var change = new EmailChange(member.Email!, command.Email!);
        var link = await links.IssueAsync(LinkPurpose.EmailChange, member.Id, change.ToPayload(), options.Value.EmailLinkValidFor, AccountLinks.BasisOf(proven.Value));
        var noted = await logins.ChangeAsync(proven.Value, login => login.Version == proven.Value.Value.Version ? login with { EmailChangeLinkId = link.Id } : Errors.NotAnyMore);
        if (!noted.IsSuccess)
        {
            return noted.Error;
        }

        await mails.QueueAsync(ComposeEmailChangeMail.OrderFor(link));
        return default(Done);
    }

    /// <summary>A member has proved the password: no captcha is asked, beyond which there is nothing.</summary>
    private async Task<TimeSpan?> TakeAsync(Allowance allowance, string subject, Caller caller, CancellationToken cancellationToken)
    {
        var look = await allowances.LookAsync(allowance, subject, caller, cancellationToken);
        return look.Wait ?? (await allowances.TakeAsync(look, Allowance.HardestCaptcha)).Wait;
    }

    private static Error? Validate(RequestEmailChangeCommand command, Member member)
    {
        var errors = new FieldErrors();
        errors.Require(command.Password is { Length: > 0 }, "password", "現在のパスワードを入力してください。");
        if (errors.Require(command.Email is { Length: > 0 }, "email", "新しいメールアドレスを入力してください。"))
        {
            errors.Require(EmailAddress.IsValid(command.Email!), "email", "メールアドレスの形が正しくありません。スペースや全角文字は使えません。");
            errors.Require(command.Email != member.Email, "email", "いまのメールアドレスと同じです。");
        }

        errors.Require(command.EmailConfirmation == command.Email, "emailConfirmation", "確認用のメールアドレスが一致しません。");
        return errors.Any ? Errors.ValidationFailed(errors) : null;
    }
}
