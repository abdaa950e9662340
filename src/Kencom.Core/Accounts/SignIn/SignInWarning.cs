using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>The mail that tells an owner of many failures in a row (SI-10).</summary>
public sealed class SignInWarning(MemberStore members) : IMailComposer
{
    private const string Failures = "failures";
    private const string LastFailedAt = "lastFailedAt";

    public MailKind Kind => MailKind.SignInWarning;

    /// <summary>One a day for each account.</summary>
    public static MailOrder OrderFor(KeyedHasher hasher, PasswordTry failed, DateTimeOffset now) => new(
        MailIds.Derive(hasher, MailKind.SignInWarning, failed.Account, JapanTime.DateOf(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        MailKind.SignInWarning,
        failed.Account,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Failures] = failed.Failures.ToString(CultureInfo.InvariantCulture),
            [LastFailedAt] = now.ToString("O", CultureInfo.InvariantCulture),
        });

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email }
            ? new MailContent(email, new SignInWarningMail(
                int.Parse(order.Values![Failures], CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(order.Values[LastFailedAt], CultureInfo.InvariantCulture)))
            : null;
}
