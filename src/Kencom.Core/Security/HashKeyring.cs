using System.Collections.Immutable;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>The secret hash keys by version, read once, when first needed: the start of the app does no input or output.</summary>
public sealed class HashKeyring(IOptions<SecurityOptions> options, TokenCredential credential)
{
    public const int MinimumKeyBytes = 32;

    /// <summary>A failure is not kept: whoever comes next asks the vault again.</summary>
    private readonly Lazy<ImmutableSortedDictionary<int, byte[]>> keys = new(() => Load(options.Value, credential), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The version under which new keys are computed.</summary>
    public int Current => options.Value.CurrentHashKey;

    /// <summary>The versions under which rows may still be stored, the current one first.</summary>
    public IEnumerable<int> Versions => keys.Value.Keys.OrderByDescending(version => version == Current).ThenByDescending(version => version);

    public ReadOnlySpan<byte> this[int version] => keys.Value[version];

    private static ImmutableSortedDictionary<int, byte[]> Load(SecurityOptions options, TokenCredential credential)
    {
        var loaded = options.KeyVaultUri is { } vault
            ? LoadFromKeyVault(new SecretClient(vault, credential), options.CurrentHashKey)
            : options.HashKeys.ToImmutableSortedDictionary(pair => pair.Key, pair => Convert.FromBase64String(pair.Value));
        if (!loaded.ContainsKey(options.CurrentHashKey))
        {
            throw new InvalidOperationException($"There is no hash key of version {options.CurrentHashKey}: set {SecurityOptions.Section}:HashKeys or {SecurityOptions.Section}:KeyVaultUri.");
        }

        return loaded.Values.All(key => key.Length >= MinimumKeyBytes)
            ? loaded
            : throw new InvalidOperationException($"A hash key is shorter than {MinimumKeyBytes} bytes.");
    }

    private static ImmutableSortedDictionary<int, byte[]> LoadFromKeyVault(SecretClient vault, int current) =>
        Enumerable.Range(1, current)
            .Select(version => (version, secret: vault.GetSecret($"hash-key-{version}").Value.Value))
            .ToImmutableSortedDictionary(pair => pair.version, pair => Convert.FromBase64String(pair.secret));
}
