using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>The mail to the address that a member had before (SI-8).</summary>
public sealed class ComposeEmailChangedMail : IMailComposer
{
    private const string Address = "address";
    private const string ChangedAt = "changedAt";

    public MailKind Kind => MailKind.EmailChanged;

    /// <summary>Orders one mail for each link that was used.</summary>
    public static MailOrder OrderFor(KeyedHasher hasher, MailedLink link, string formerAddress, DateTimeOffset now) => new(
        MailIds.Derive(hasher, MailKind.EmailChanged, link.Id),
        MailKind.EmailChanged,
        link.SubjectId!,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Address] = formerAddress,
            [ChangedAt] = now.ToString("O", CultureInfo.InvariantCulture),
        });

    public Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<MailContent?>(new MailContent(
            order.Values![Address],
            new EmailChangedMail(DateTimeOffset.Parse(order.Values[ChangedAt], CultureInfo.InvariantCulture))));
}
