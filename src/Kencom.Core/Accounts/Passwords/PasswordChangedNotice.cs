using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>Tells a member that the password was changed, whichever way (SI-8).</summary>
public sealed class PasswordChangedNotice(MemberStore members) : IMailComposer
{
    private const string ChangedAt = "changedAt";

    public MailKind Kind => MailKind.PasswordChanged;

    /// <summary>One for each change.</summary>
    public static MailOrder OrderFor(KeyedHasher hasher, string memberId, int passwordVersion, DateTimeOffset now) => new(
        MailIds.Derive(hasher, MailKind.PasswordChanged, memberId, passwordVersion.ToString(CultureInfo.InvariantCulture)),
        MailKind.PasswordChanged,
        memberId,
        new Dictionary<string, string>(StringComparer.Ordinal) { [ChangedAt] = now.ToString("O", CultureInfo.InvariantCulture) });

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email, LeavingSince: null }
            ? new MailContent(email, new PasswordChangedMail(DateTimeOffset.Parse(order.Values![ChangedAt], CultureInfo.InvariantCulture)))
            : null;
}
