using System.Collections.Immutable;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace Kencom.Core.Security;

/// <summary>Reads the versions of a key: from the vault when deployed, from the settings locally.</summary>
internal static class KeyLoading
{
    public const int MinimumKeyBytes = 32;

    /// <param name="name">Of the secrets, without the version.</param>
    /// <exception cref="InvalidOperationException">The current version is missing, or a key is too short.</exception>
    public static ImmutableSortedDictionary<int, byte[]> Load(string name, IDictionary<int, string> settings, int current, Uri? vault, TokenCredential credential)
    {
        var loaded = vault is null
            ? settings.ToImmutableSortedDictionary(pair => pair.Key, pair => Convert.FromBase64String(pair.Value))
            : LoadFromKeyVault(new SecretClient(vault, credential), name, current);
        if (!loaded.ContainsKey(current))
        {
            throw new InvalidOperationException($"There is no {name} of version {current}: set it in the section {SecurityOptions.Section}, or {SecurityOptions.Section}:KeyVaultUri.");
        }

        return loaded.Values.All(key => key.Length >= MinimumKeyBytes)
            ? loaded
            : throw new InvalidOperationException($"A {name} is shorter than {MinimumKeyBytes} bytes.");
    }

    private static ImmutableSortedDictionary<int, byte[]> LoadFromKeyVault(SecretClient vault, string name, int current) =>
        Enumerable.Range(1, current)
            .Select(version => (version, secret: vault.GetSecret($"{name}-{version}").Value.Value))
            .ToImmutableSortedDictionary(pair => pair.version, pair => Convert.FromBase64String(pair.secret));
}
