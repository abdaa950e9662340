using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Accounts;

public sealed record ConfirmPasswordResetCommand(string? Token, string? NewPassword);

/// <summary>
/// Sets another password by the mailed link: once, within its time, and only while password and address are still those that it was asked for (SI-6). It ends all
/// sessions, and the waits that guessing brought upon the account (SI-10).
/// </summary>
public sealed partial class ConfirmPasswordReset(
    MailedLinks links, PasswordResetLogins resetLogins, SetPassword setPassword, ILogger<ConfirmPasswordReset> logger)
{
    public async Task<Result<Done>> HandleAsync(ConfirmPasswordResetCommand command, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(command.Token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        var opened = await links.OpenAsync(LinkPurpose.PasswordReset, command.Token, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        var login = await resetLogins.FindAsync(opened.Value, cancellationToken);
        if (login is null)
        {
            return Errors.LinkExpired;
        }

        // A refused password must not cost the link.
        if (setPassword.Refuse(command.NewPassword, login.Value.Email, Channel.Web) is { } refused)
        {
            return refused;
        }

        // The link holds on to the version of the password: setting another one is what it can do once. Marking it as used only tells who opens it again.
        if (await setPassword.HandleAsync(login, command.NewPassword!, keptSessionId: null, cancellationToken) is { IsSuccess: false })
        {
            return Errors.LinkExpired;
        }

        await links.UseAsync(opened.Value);
        Log.Done(logger, login.Value.MemberId);
        return default(Done);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Member {MemberId} set another password by a mailed link.", EventName = "password-reset-done")]
        public static partial void Done(ILogger logger, string memberId);
    }
}
