using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>The mail that tells an owner of many failures in a row (SI-10).</summary>
public sealed class SignInWarning(LoginStore logins, SubjectAllowances allowances) : IMailComposer
{
    private const string AccountKey = "account";
    private const string Failures = "failures";
    private const string LastFailedAt = "lastFailedAt";

    public MailKind Kind => MailKind.SignInWarning;

    /// <summary>One a day for each account; for an unknown address one that finds nobody to go to.</summary>
    internal static MailOrder OrderFor(KeyedHasher hasher, PasswordTry failed, DateTimeOffset now) => new(
        MailIds.Derive(hasher, MailKind.SignInWarning, failed.Subject, JapanTime.DateOf(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        MailKind.SignInWarning,
        failed.Subject,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AccountKey] = failed.Account.Key,
            [Failures] = failed.Failures.ToString(CultureInfo.InvariantCulture),
            [LastFailedAt] = now.ToString("O", CultureInfo.InvariantCulture),
        });

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await logins.FindByKeyAsync(order.Values![AccountKey], cancellationToken) is { } login
            ? new MailContent(login.Value.Email, new SignInWarningMail(
                int.Parse(order.Values[Failures], CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(order.Values[LastFailedAt], CultureInfo.InvariantCulture)))
            : null;

    /// <summary>One of the mails that anybody can have sent to the address (ABU-1).</summary>
    public async Task<MailContent?> HandOverAsync(MailOrder order, MailContent content, CancellationToken cancellationToken) =>
        await allowances.TryTakeAsync(Allowances.Mails, EmailAddress.Fold(content.Recipient)) ? content : null;
}
