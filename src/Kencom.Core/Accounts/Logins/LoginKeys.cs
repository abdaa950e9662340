using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>The keys of the Logins table. They are a wire format and hold no personal data.</summary>
public static class LoginKeys
{
    /// <summary>One key whatever the case of the address: two members cannot hold addresses that differ in case only (REG-2).</summary>
    public static string Row(KeyedHasher hasher, string email) => hasher.Hash("login", Fold(email));

    /// <summary>The same under every hash key in use, the current one first.</summary>
    public static IEnumerable<string> RowOfAllVersions(KeyedHasher hasher, string email) => hasher.HashesOfAllVersions("login", Fold(email));

    /// <summary>The guesses for an address, a member's or not, lie beside its login.</summary>
    public static RowKey Guesses(string key) => new(key, $"guesses-{key}");

    private static string Fold(string email) => email.ToLowerInvariant();
}
