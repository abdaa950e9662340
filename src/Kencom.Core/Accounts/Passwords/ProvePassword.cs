using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>
/// Asks a signed-in member for the password again, before what a stolen session must not do (SI-8). Tries count as those of signing in do (SI-10).
/// </summary>
/// <remarks>Storage calls: the login 1, the count of the try 1, its end 1.</remarks>
public sealed class ProvePassword(LoginStore logins, GuessGuard guard, PasswordHasher passwords)
{
    /// <param name="field">The request's field, which a wrong password is an error of.</param>
    /// <returns>The member's login.</returns>
    public async Task<Result<Row<Login>>> HandleAsync(string memberId, string? email, string? password, string field, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(password))
        {
            return Errors.ValidationFailed(field, "現在のパスワードを入力してください。");
        }

        if (password.Length > PasswordHasher.LongestPassword)
        {
            return WrongPassword(field);
        }

        if (email is null || await logins.FindAsync(email, cancellationToken) is not { } login || login.Value.MemberId != memberId)
        {
            return Errors.NotSignedIn;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var counted = await guard.TakeAsync(memberId, memberId, static _ => null);
        return counted.IsSuccess ? await CheckAsync(login, password, field, counted.Value, cancellationToken) : counted.Error;
    }

    private async Task<Result<Row<Login>>> CheckAsync(Row<Login> login, string password, string field, PasswordTry counted, CancellationToken cancellationToken)
    {
        if (counted.IsStale(login.Value) || await passwords.CheckAsync(password, login.Value.PasswordHash, cancellationToken) == PasswordCheck.Wrong)
        {
            await guard.FailedAsync(counted);
            return WrongPassword(field);
        }

        await guard.ReleaseAsync(counted);
        return login;
    }

    private static Error WrongPassword(string field) => Errors.ValidationFailed(field, "現在のパスワードが正しくありません。");
}
