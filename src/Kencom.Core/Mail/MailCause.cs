using Kencom.Core.Security;

namespace Kencom.Core.Mail;

/// <summary>Which network had a mail sent: it has a share of the hour's budget, and no more (ABU-4).</summary>
/// <param name="Network">A keyed hash of its /24 or /48.</param>
/// <param name="IsWide">Whether an insurer registered it, or many are known to share it.</param>
public sealed record MailCause(string Network, bool IsWide)
{
    /// <returns>Null for the machine itself, where its limits are loose.</returns>
    public static MailCause? Of(KeyedHasher hasher, Caller caller) => caller.IsLoose
        ? null
        : new MailCause(Convert.ToHexStringLower(hasher.Derive("mail-cause", caller.Network.Block).AsSpan(0, 8)), caller.Kind != NetworkKind.Ordinary);
}
