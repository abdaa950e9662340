using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

/// <summary>
/// Ids, tokens and keys of registrations. A token is derived, not stored: a keyed hash of the registration and what it stands for. So no table or queue
/// holds one, a mail sent twice carries the same link, and raising the link's version ends the earlier links.
/// </summary>
public sealed class RegistrationKeys(KeyedHasher hasher)
{
    /// <summary>59 bits: the half of a link token that finds the registration.</summary>
    public const int IdLength = 10;

    /// <summary>REG-10. The second half, another 59 bits, proves that the mail was read; guessing is limited (REG-16).</summary>
    public const int LinkTokenLength = 20;

    /// <summary>Links that one registration can have: the first, the resends, and those of a waiting check that was found.</summary>
    private const int LinkVersionsEver = 32;

    public static string NewId() => SecretToken.Random(IdLength);

    public static string NewStarterSecret(string id) => $"{id}.{SecretToken.Random(43)}";

    public string HashOfStarterSecret(string starterSecret) => hasher.Hash("registration-starter", starterSecret);

    /// <summary>Whether the secret is the one that the registration was started with, under whatever hash key.</summary>
    public bool IsStarterOf(Registration registration, string starterSecret) => SecretToken.AreEqual(
        hasher.Hash(KeyedHasher.VersionOf(registration.StarterSecretHash), "registration-starter", starterSecret), registration.StarterSecretHash);

    /// <summary>The version of the key that a new registration's tokens are derived by.</summary>
    public int CurrentVersion => hasher.CurrentVersion;

    public string LinkToken(Registration registration) => LinkToken(registration.HashVersion, registration.Id, registration.LinkVersion);

    /// <summary>Whether a token was ever sent for its registration, which may be gone now: then its time is over, else it was never true.</summary>
    public bool WasOnceSent(string linkToken) =>
        hasher.Versions.Any(hashVersion => Enumerable.Range(1, LinkVersionsEver)
            .Any(linkVersion => SecretToken.AreEqual(LinkToken(hashVersion, linkToken[..IdLength], linkVersion), linkToken)));

    /// <summary>The token of the steps after an activation.</summary>
    public string RegistrationToken(Registration registration) =>
        $"{registration.Id}.{SecretToken.Spell(hasher.Derive(registration.HashVersion, "registration-token", registration.Id, Text(registration.ContinuableUntil?.UtcTicks ?? 0)), 32)}";

    /// <summary>Opens the waiting check and nothing else, for as long as it waits (EL-14).</summary>
    public string WaitingToken(Registration registration) =>
        $"{registration.Id}.{SecretToken.Spell(hasher.Derive(registration.HashVersion, "waiting-token", registration.Id, Text(registration.WaitingSince?.UtcTicks ?? 0)), 32)}";

    public Guid WaitingMailId(Registration registration) =>
        MailIds.Derive(hasher, registration.HashVersion, MailKind.WaitingCheckStarted, registration.Id, Text(registration.WaitingSince?.UtcTicks ?? 0));

    public static string NewMemberId() => SecretToken.Random(16);

    /// <summary>The mail that carries a link.</summary>
    public Guid LinkMailId(MailKind kind, int hashVersion, string id, int linkVersion) => MailIds.Derive(hasher, hashVersion, kind, id, Text(linkVersion));

    public Guid WelcomeMailId(Registration registration) => MailIds.Derive(hasher, registration.HashVersion, MailKind.Welcome, registration.Id);

    /// <summary>The row of all starts for one address, whatever its case.</summary>
    public string Starts(string email) => hasher.Hash("registration-starts", EmailAddress.Fold(email));

    /// <summary>The same under every hash key in use, the current one first.</summary>
    public IEnumerable<string> StartsOfAllVersions(string email) => hasher.HashesOfAllVersions("registration-starts", EmailAddress.Fold(email));

    /// <summary>The registration that a link token, starter secret or registration token speaks of; null when it has not their form.</summary>
    public static string? IdOf(string token)
    {
        var separated = token.Length > IdLength && (token.Length == LinkTokenLength || token[IdLength] == '.');
        return separated && SecretToken.IsSpelled(token.AsSpan(0, IdLength)) ? token[..IdLength] : null;
    }

    private string LinkToken(int hashVersion, string id, int linkVersion) =>
        id + SecretToken.Spell(hasher.Derive(hashVersion, "registration-link", id, Text(linkVersion)), LinkTokenLength - IdLength);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
