using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>Knows the app by its key (SI-2): the settings' keys (locally) and the vault's (<see cref="VaultSecrets.AppKeys"/>).</summary>
public sealed class AppKeys(IOptions<AppKeyOptions> options, VaultSecrets vault)
{
    /// <summary>A browser, which has no key, never waits for the vault.</summary>
    public bool Include(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return false;
        }

        var found = false;
        foreach (var known in options.Value.AppKeys.Concat(FromVault()))
        {
            found |= known.Length > 0 && SecretToken.AreEqual(known, key);
        }

        return found;
    }

    private string[] FromVault() => vault.Find(VaultSecrets.AppKeys)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
