using System.Collections.Immutable;
using System.Net;
using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>
/// The secrets that an operator set (INF-2: none is a setting). All are read at once, before the first request or message is handled: from then on nobody waits for
/// the vault, and no thread ever stands still for it. A new value counts from the next start.
/// </summary>
/// <param name="vault">None locally.</param>
public sealed class VaultSecrets(IOptions<SecurityOptions> options, SecretClient? vault = null)
{
    /// <summary>Keys of the app, comma-separated: several while one replaces another (SI-2).</summary>
    public const string AppKeys = "app-keys";

    /// <summary>What reCAPTCHA gave us, where it is used (SI-3).</summary>
    public const string RecaptchaSecret = "recaptcha-secret";

    private readonly Lock gate = new();
    private Task<ImmutableDictionary<string, string>>? reading;

    /// <summary>To be awaited before anything else. A failure is not kept: whoever comes next asks the vault again.</summary>
    public Task LoadAsync()
    {
        if (vault is null || reading is { IsCompletedSuccessfully: true })
        {
            return Task.CompletedTask;
        }

        lock (gate)
        {
            return reading is null or { IsCompleted: true, IsCompletedSuccessfully: false } ? reading = ReadAllAsync(vault) : reading;
        }
    }

    /// <returns>Null without a vault (locally), or when the vault has no such secret.</returns>
    /// <exception cref="InvalidOperationException">The secrets have not been read.</exception>
    public string? Find(string name) =>
        vault is null ? null
        : reading is { IsCompletedSuccessfully: true } ? reading.Result.GetValueOrDefault(name)
        : throw new InvalidOperationException("The vault's secrets are asked for before they were read.");

    private async Task<ImmutableDictionary<string, string>> ReadAllAsync(SecretClient client)
    {
        string[] names =
        [
            .. KeyLoading.NamesOf(HashKeyring.Name, options.Value.CurrentHashKey),
            .. KeyLoading.NamesOf(DataKeyring.Name, options.Value.CurrentDataKey),
            AppKeys,
            RecaptchaSecret,
        ];
        var found = await Task.WhenAll(names.Select(async name => (name, value: await ReadAsync(client, name))));
        return found.Where(secret => secret.value is not null).ToImmutableDictionary(secret => secret.name, secret => secret.value!, StringComparer.Ordinal);
    }

    private static async Task<string?> ReadAsync(SecretClient client, string name)
    {
        try
        {
            return (await client.GetSecretAsync(name)).Value.Value;
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
