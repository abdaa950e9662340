using System.Collections.Immutable;
using Azure.Core;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>The secret hash keys by version, read once, when first needed: the start of the app does no input or output.</summary>
public sealed class HashKeyring(IOptions<SecurityOptions> options, TokenCredential credential)
{
    public const int MinimumKeyBytes = KeyLoading.MinimumKeyBytes;

    /// <summary>A failure is not kept: whoever comes next asks the vault again.</summary>
    private readonly Lazy<ImmutableSortedDictionary<int, byte[]>> keys = new(() => KeyLoading.Load("hash-key", options.Value.HashKeys, options.Value.CurrentHashKey, options.Value.KeyVaultUri, credential), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The version under which new keys are computed.</summary>
    public int Current => options.Value.CurrentHashKey;

    /// <summary>The versions under which rows may still be stored, the current one first.</summary>
    public IEnumerable<int> Versions => keys.Value.Keys.OrderByDescending(version => version == Current).ThenByDescending(version => version);

    public ReadOnlySpan<byte> this[int version] => keys.Value[version];
}
