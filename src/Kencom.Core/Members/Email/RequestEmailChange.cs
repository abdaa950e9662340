using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Members;

public sealed record RequestEmailChangeCommand(string MemberId, string? Password, string? Email, string? EmailConfirmation);

/// <summary>
/// Mails a link to the new address (SI-8). Whether that is another member's already is not told: such a mail finds nobody to go to, and the
/// link would not work.
/// </summary>
public sealed class RequestEmailChange(
    FindMember findMember, ProvePassword prove, SlidingLimits limits, MailedLinks links, MailOutbox mails, IOptions<MemberOptions> options)
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

        var proven = await prove.HandleAsync(member.Id, member.Email, command.Password, "password", cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        if (await limits.TakeAsync(options.Value.EmailChanges, member.Id, cancellationToken) is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var change = new EmailChange(member.Email!, command.Email!);
        var link = await links.IssueAsync(LinkPurpose.EmailChange, member.Id, change.ToPayload(), options.Value.EmailLinkValidFor);
        await mails.QueueAsync(ComposeEmailChangeMail.OrderFor(link));
        return default(Done);
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
