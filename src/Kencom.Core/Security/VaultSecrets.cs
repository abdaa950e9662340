using System.Collections.Concurrent;
using System.Net;
using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>
/// Secrets that an operator may set (INF-2: none is a setting): each read once, when first needed, so that a new value counts from the next start.
/// </summary>
public sealed class VaultSecrets(IOptions<SecurityOptions> options, TokenCredential credential)
{
    /// <summary>Keys of the app, comma-separated: several while one replaces another (SI-2).</summary>
    public const string AppKeys = "app-keys";

    /// <summary>What reCAPTCHA gave us, where it is used (SI-3).</summary>
    public const string RecaptchaSecret = "recaptcha-secret";

    private readonly ConcurrentDictionary<string, Lazy<string?>> secrets = new(StringComparer.Ordinal);

    /// <returns>Null without a vault (locally), or when the vault has no such secret.</returns>
    public string? Find(string name) => secrets.GetOrAdd(name, key => new Lazy<string?>(() => Read(key), LazyThreadSafetyMode.PublicationOnly)).Value;

    private string? Read(string name)
    {
        if (options.Value.KeyVaultUri is not { } vault)
        {
            return null;
        }

        try
        {
            return new SecretClient(vault, credential).GetSecret(name).Value.Value;
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
