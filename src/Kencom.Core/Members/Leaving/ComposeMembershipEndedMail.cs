using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>The mail to who has left (SI-8). The address is in the mail's own row until it is sent, and nowhere else by then.</summary>
public sealed class ComposeMembershipEndedMail : IMailComposer
{
    private const string Address = "address";
    private const string EndedAt = "endedAt";

    public MailKind Kind => MailKind.MembershipEnded;

    /// <returns>Null for a member without an address.</returns>
    public static MailOrder? OrderFor(KeyedHasher hasher, Member member) =>
        member is { Email: { } email, LeavingSince: { } endedAt }
            ? new MailOrder(
                MailIds.Derive(hasher, MailKind.MembershipEnded, member.Id),
                MailKind.MembershipEnded,
                MailOrder.Nobody,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [Address] = email,
                    [EndedAt] = endedAt.ToString("O", CultureInfo.InvariantCulture),
                })
            : null;

    public Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<MailContent?>(new MailContent(
            order.Values![Address],
            new MembershipEndedMail(DateTimeOffset.Parse(order.Values[EndedAt], CultureInfo.InvariantCulture))));
}
