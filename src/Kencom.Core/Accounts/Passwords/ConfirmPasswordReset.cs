using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Accounts;

public sealed record ConfirmPasswordResetCommand(string? Token, string? NewPassword, Caller Caller);

/// <param name="DeviceSecret">What the device is to show from now on (SI-10).</param>
public sealed record PasswordResetDone(string DeviceSecret)
{
    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => nameof(PasswordResetDone);
}

/// <summary>
/// Sets another password by the mailed link: once, within its time, and only while password and address are still those that it was asked for (SI-6). It ends all
/// sessions, forgets all that was guessed, and knows no device any more but the one that did it (SI-10).
/// </summary>
public sealed partial class ConfirmPasswordReset(
    AccountLinks links, MailedLinks mailed, SetPassword setPassword, KeyedHasher hasher, TimeProvider clock, ILogger<ConfirmPasswordReset> logger)
{
    public async Task<Result<PasswordResetDone>> HandleAsync(ConfirmPasswordResetCommand command, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(command.Token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (await links.FindAsync(LinkPurpose.PasswordReset, command.Token, cancellationToken) is not { } opened)
        {
            return Errors.LinkInvalid;
        }

        if (opened.Login is not { } login)
        {
            return Errors.LinkExpired;
        }

        // A refused password must not cost the link.
        if (setPassword.Refuse(command.NewPassword, login.Value.Email, Channel.Web) is { } refused)
        {
            return refused;
        }

        // The link rests on the version of the account: setting another password is what it can do once. Marking it as used only tells who opens it again.
        var secret = DeviceSecrets.Of(command.Caller);
        var devices = DeviceSecrets.Known(hasher, login.Value.MemberId, secret, command.Caller, clock.GetUtcNow());
        if (await setPassword.StartAnewAsync(login, command.NewPassword!, [.. devices], cancellationToken) is { IsSuccess: false })
        {
            return Errors.LinkExpired;
        }

        await mailed.UseAsync(opened.Link);
        Log.Done(logger, login.Value.MemberId);
        return new PasswordResetDone(secret);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Member {MemberId} set another password by a mailed link.", EventName = "password-reset-done")]
        public static partial void Done(ILogger logger, string memberId);
    }
}
