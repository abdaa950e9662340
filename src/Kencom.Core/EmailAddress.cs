using System.Text.RegularExpressions;

namespace Kencom.Core;

/// <summary>The rules for mail addresses (REG-2).</summary>
public static partial class EmailAddress
{
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;

    /// <summary>
    /// Whether an address may register: a mailbox of ASCII letters, digits and the signs of RFC 5322's atoms. Dots may follow one another or stand
    /// before the @, as in addresses that Japanese carriers gave out before 2009.
    /// </summary>
    public static bool IsValid(string address) =>
        address.Length <= MaxLength && address.IndexOf('@', StringComparison.Ordinal) <= MaxLocalLength && Mailbox().IsMatch(address);

    /// <summary>The form in which two addresses count as one: members cannot hold addresses that differ only in case.</summary>
    public static string Fold(string address) => address.ToLowerInvariant();

    /// <summary>t•••@example.jp: enough to know one's own address again, too little to write to. Null for an address that is forgotten.</summary>
    public static string? Mask(string address) =>
        address.LastIndexOf('@') is > 0 and var at ? string.Concat(at > 1 ? address[..1] : "", "•••", address[at..]) : null;

    [GeneratedRegex(
        @"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Mailbox();
}
