using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>The keys of sessions in the Members table: partition = member, row = a prefix and the session's id, which is a keyed hash of the token's secret part.</summary>
internal static class SessionKeys
{
    private const int SecretLength = 43;
    private const string Prefix = "session-";

    public static RowKey Of(string memberId, string sessionId) => new(memberId, Prefix + sessionId);

    /// <summary>All sessions of a member.</summary>
    public static RowRange AllOf(string memberId) => RowRange.Prefix(memberId, Prefix);

    public static string NewSecret() => SecretToken.Random(SecretLength);

    public static string Id(KeyedHasher hasher, string memberId, string secret) => hasher.Hash("session", memberId, secret);

    public static IEnumerable<string> IdsOfAllVersions(KeyedHasher hasher, string memberId, string secret) =>
        hasher.HashesOfAllVersions("session", memberId, secret);

    /// <summary>Whether a text can be the id of a session.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && char.IsAsciiDigit(id[0]) && SecretToken.IsSpelled(id.Replace("-", "", StringComparison.Ordinal));

    public static string Token(string memberId, string secret) => $"{memberId}.{secret}";

    /// <summary>Takes a token apart; what cannot be one is refused before it comes near a key.</summary>
    public static bool TryParse(string? token, out string memberId, out string secret)
    {
        (memberId, secret) = ("", "");
        if (token?.IndexOf('.', StringComparison.Ordinal) is not (> 0 and <= 64 and var dot) || token.Length != dot + 1 + SecretLength)
        {
            return false;
        }

        (memberId, secret) = (token[..dot], token[(dot + 1)..]);
        return SecretToken.IsSpelled(memberId.Replace("-", "", StringComparison.Ordinal)) && SecretToken.IsSpelled(secret);
    }
}
