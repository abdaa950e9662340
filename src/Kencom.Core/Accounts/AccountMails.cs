using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>
/// The mails about an account: how they are ordered, and what they say. Their composers are with the members, since only those know which address the
/// account's owner has by then.
/// </summary>
public static class AccountMails
{
    private const string Failures = "failures";
    private const string LastFailedAt = "lastFailedAt";
    private const string ChangedAt = "changedAt";

    /// <summary>Tells an owner of many failures in a row (SI-10): one a day for each account.</summary>
    internal static MailOrder OrderSignInWarning(KeyedHasher hasher, PasswordTry failed, DateTimeOffset now) => new(
        MailIds.Derive(hasher, MailKind.SignInWarning, failed.Subject, JapanTime.DateOf(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        MailKind.SignInWarning,
        failed.Subject,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Failures] = failed.Failures.ToString(CultureInfo.InvariantCulture),
            [LastFailedAt] = now.ToString("O", CultureInfo.InvariantCulture),
        });

    public static SignInWarningMail ReadSignInWarning(MailOrder order) => new(
        int.Parse(order.Values![Failures], CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(order.Values[LastFailedAt], CultureInfo.InvariantCulture));

    /// <summary>Tells a member that the password was changed, whichever way (SI-8): one for each change.</summary>
    public static MailOrder OrderPasswordChanged(KeyedHasher hasher, string memberId, int passwordVersion, DateTimeOffset now) => new(
        MailIds.Derive(hasher, MailKind.PasswordChanged, memberId, passwordVersion.ToString(CultureInfo.InvariantCulture)),
        MailKind.PasswordChanged,
        memberId,
        new Dictionary<string, string>(StringComparer.Ordinal) { [ChangedAt] = now.ToString("O", CultureInfo.InvariantCulture) });

    public static PasswordChangedMail ReadPasswordChanged(MailOrder order) =>
        new(DateTimeOffset.Parse(order.Values![ChangedAt], CultureInfo.InvariantCulture));
}
