using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>Which login a password reset link still speaks for (SI-6).</summary>
/// <remarks>Storage calls: 2.</remarks>
public sealed class PasswordResetLogins(MemberStore members, LoginStore logins)
{
    /// <returns>Null when the password or the address was changed since the link was asked for, or the member has left.</returns>
    public async Task<Row<Login>?> FindAsync(MailedLink link, CancellationToken cancellationToken) =>
        await members.FindAsync(link.SubjectId!, cancellationToken) is { Email: { } email, LeavingSince: null }
        && await logins.FindAsync(email, cancellationToken) is { } login
        && login.Value.MemberId == link.SubjectId
        && PasswordResetLink.PayloadFor(login) == link.Payload
            ? login
            : null;
}
