using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Accounts;

/// <summary>
/// Asks a signed-in member for the password again, before what a stolen session must not do (SI-8). Tries count as those of signing in do, but apart from those of
/// strangers, who cannot hinder a member thereby; wrong ones are logged, and the owner is told, as of sign-ins (SI-10).
/// </summary>
/// <remarks>Storage calls: login and guesses 1, the count of the try 1, its end 1.</remarks>
public sealed partial class ProvePassword(
    LoginStore logins, GuessGuard guard, PasswordHasher passwords, ILogger<ProvePassword> logger)
{
    /// <param name="email">The member's.</param>
    /// <param name="field">The request's field, which a wrong password is an error of.</param>
    /// <returns>The member's login.</returns>
    public async Task<Result<Row<Login>>> HandleAsync(
        string memberId, string? email, string? password, string field, Caller caller, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(password))
        {
            return Errors.ValidationFailed(field, "現在のパスワードを入力してください。");
        }

        if (password.Length > PasswordHasher.LongestPassword)
        {
            return WrongPassword(field);
        }

        if (email is null || await logins.FindAccountAsync(email, cancellationToken) is not { Login: { } login } account || login.Value.MemberId != memberId)
        {
            return Errors.NotSignedIn;
        }

        if (guard.Look(account, caller, isSignedIn: true).Refused is { } refused)
        {
            return refused;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var counted = await guard.TakeAsync(account, caller, isSignedIn: true, static (_, _) => null);
        return counted.IsSuccess ? await CheckAsync(login, password, field, counted.Value, cancellationToken) : counted.Error;
    }

    private async Task<Result<Row<Login>>> CheckAsync(Row<Login> login, string password, string field, PasswordTry counted, CancellationToken cancellationToken)
    {
        PasswordCheck check;
        try
        {
            check = await passwords.CheckAsync(password, login.Value.PasswordHash, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await guard.FailedAsync(counted); // Who hangs up is not worth a hash, and the try is counted already.
            throw;
        }

        if (check != PasswordCheck.Wrong)
        {
            await guard.SucceededAsync(counted);
            return login;
        }

        Log.Failed(logger, login.Value.MemberId);
        await guard.FailedAsync(counted);
        return WrongPassword(field);
    }

    private static Error WrongPassword(string field) => Errors.ValidationFailed(field, "現在のパスワードが正しくありません。");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Signed in as member {MemberId}, somebody gave a wrong password.", EventName = "password-proof-failed")]
        public static partial void Failed(ILogger logger, string memberId);
    }
}
