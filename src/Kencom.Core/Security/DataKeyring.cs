using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>The keys that seal, by version, taken once, when first needed (<see cref="HashKeyring"/> does the same for hashes).</summary>
public sealed class DataKeyring(IOptions<SecurityOptions> options, VaultSecrets vault)
{
    internal const string Name = "data-key";

    private readonly Lazy<ImmutableSortedDictionary<int, byte[]>> keys = new(
        () => KeyLoading.Load(Name, options.Value.DataKeys, options.Value.CurrentDataKey, options.Value.KeyVaultUri, vault),
        LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The version under which is sealed from now on.</summary>
    public int Current => options.Value.CurrentDataKey;

    internal byte[] this[int version] => keys.Value.TryGetValue(version, out var key)
        ? key
        : throw new InvalidOperationException($"There is no data-key of version {version}.");
}
