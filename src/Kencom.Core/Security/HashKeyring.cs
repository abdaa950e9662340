using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>The secret hash keys by version, taken once, when first needed (<see cref="VaultSecrets"/> has read them).</summary>
public sealed class HashKeyring(IOptions<SecurityOptions> options, VaultSecrets vault)
{
    public const int MinimumKeyBytes = KeyLoading.MinimumKeyBytes;

    internal const string Name = "hash-key";

    /// <summary>A failure is not kept.</summary>
    private readonly Lazy<ImmutableSortedDictionary<int, byte[]>> keys = new(
        () => KeyLoading.Load(Name, options.Value.HashKeys, options.Value.CurrentHashKey, options.Value.KeyVaultUri, vault),
        LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The version under which new keys are computed.</summary>
    public int Current => options.Value.CurrentHashKey;

    /// <summary>The versions under which rows may still be stored, the current one first.</summary>
    public IEnumerable<int> Versions => keys.Value.Keys.OrderByDescending(version => version == Current).ThenByDescending(version => version);

    public ReadOnlySpan<byte> this[int version] => keys.Value[version];

    /// <summary>What a key is used with, for as long as rows are stored under it.</summary>
    public HashAlgorithmName AlgorithmOf(int version) => new((options.Value.HashAlgorithms.TryGetValue(version, out var set) ? set : KeyedHash.Sha256).ToString().ToUpperInvariant());
}
