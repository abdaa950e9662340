using System.Collections.Immutable;
using System.Globalization;

namespace Kencom.Core.Security;

/// <summary>Takes the versions of a key: from the vault when deployed, from the settings locally.</summary>
internal static class KeyLoading
{
    public const int MinimumKeyBytes = 32;

    /// <summary>The secrets that hold the versions.</summary>
    public static IEnumerable<string> NamesOf(string name, int current) => Enumerable.Range(1, current).Select(version => NameOf(name, version));

    /// <param name="name">Of the secrets, without the version.</param>
    /// <exception cref="InvalidOperationException">A version is missing, or a key is too short.</exception>
    public static ImmutableSortedDictionary<int, byte[]> Load(string name, IDictionary<int, string> settings, int current, Uri? vaultUri, VaultSecrets vault)
    {
        var loaded = vaultUri is null
            ? settings.ToImmutableSortedDictionary(pair => pair.Key, pair => Convert.FromBase64String(pair.Value))
            : Enumerable.Range(1, current).ToImmutableSortedDictionary(version => version, version => Convert.FromBase64String(vault.Find(NameOf(name, version)) ?? throw Missing(name, version)));
        if (!loaded.ContainsKey(current))
        {
            throw Missing(name, current);
        }

        return loaded.Values.All(key => key.Length >= MinimumKeyBytes)
            ? loaded
            : throw new InvalidOperationException($"A {name} is shorter than {MinimumKeyBytes} bytes.");
    }

    private static string NameOf(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}-{version}");

    private static InvalidOperationException Missing(string name, int version) =>
        new($"There is no {name} of version {version}: set it in the section {SecurityOptions.Section}, or {SecurityOptions.Section}:KeyVaultUri.");
}
