using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.SignIn;

/// <summary>
/// Asks a signed-in member for the password again, before what a stolen session must not do (SI-8). Tries count as those of signing in do (SI-10).
/// </summary>
/// <remarks>Storage calls: the login 1, the count of the try 1, its end 1.</remarks>
public sealed class ProvePassword(LoginStore logins, GuessGuard guard, PasswordHasher passwords)
{
    /// <param name="field">The request's field, which a wrong password is an error of.</param>
    /// <returns>The member's login.</returns>
    public async Task<Result<Login>> HandleAsync(Member member, string? password, string field, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(password))
        {
            return Errors.ValidationFailed(field, "現在のパスワードを入力してください。");
        }

        if (password.Length > PasswordHasher.LongestPassword)
        {
            return WrongPassword(field);
        }

        while (member.Email is { } email && await logins.FindAsync(email, cancellationToken) is { } login && login.MemberId == member.Id)
        {
            var counted = await guard.TakeAsync(member.Id, login, static _ => null, cancellationToken);
            if (counted.IsSuccess)
            {
                return await CheckAsync(login, password, field, counted.Value, cancellationToken);
            }

            if (counted.Error != Errors.Conflict)
            {
                return counted.Error;
            }
        }

        return Errors.NotSignedIn;
    }

    private async Task<Result<Login>> CheckAsync(Login login, string password, string field, PasswordTry counted, CancellationToken cancellationToken)
    {
        if (await passwords.CheckAsync(password, login.PasswordHash, cancellationToken) == PasswordCheck.Wrong)
        {
            return WrongPassword(field);
        }

        await guard.ReleaseAsync(counted, cancellationToken);
        return login;
    }

    private static Error WrongPassword(string field) => Errors.ValidationFailed(field, "現在のパスワードが正しくありません。");
}
