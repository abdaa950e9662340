using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>Which login a password reset link still speaks for (SI-6).</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class PasswordResetLogins(LoginStore logins)
{
    /// <summary>What a link holds on to: it ends with the password that it was asked for, and with the address, so that nobody opens it who still reads the former one.</summary>
    internal static string PayloadFor(Row<Login> login) =>
        string.Create(CultureInfo.InvariantCulture, $"{login.Value.PasswordVersion} {login.Key.Partition}");

    /// <returns>Null when the password or the address was changed since the link was asked for, or the member has left.</returns>
    public async Task<Row<Login>?> FindAsync(MailedLink link, CancellationToken cancellationToken) =>
        link.Payload?.Split(' ') is [_, var key]
        && await logins.FindByKeyAsync(key, cancellationToken) is { } login
        && login.Value.MemberId == link.SubjectId
        && PayloadFor(login) == link.Payload
            ? login
            : null;
}
