using System.Globalization;
using Kencom.Core.Security;

namespace Kencom.Core.Mail;

/// <summary>Ids of mails that a repeated operation must not order twice.</summary>
public static class MailIds
{
    /// <summary>
    /// The same id for the same kind and parts, such as a registration's id and its link version; nobody can compute it without the hash key. That is the earliest one in
    /// use, so that what is ordered again after a rotation has the id that it had (API-6).
    /// </summary>
    public static Guid Derive(KeyedHasher hasher, MailKind kind, params string[] parts) => Derive(hasher, hasher.EarliestVersion, kind, parts);

    /// <summary>The same under the hash key that its subject goes by.</summary>
    public static Guid Derive(KeyedHasher hasher, int hashVersion, MailKind kind, params string[] parts)
    {
        Span<byte> bytes = hasher.Derive(hashVersion, "mail-id", [((int)kind).ToString(CultureInfo.InvariantCulture), .. parts]).AsSpan(0, 16);

        // Version 8 (RFC 9562): the provider accepts UUIDs only as operation ids.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
