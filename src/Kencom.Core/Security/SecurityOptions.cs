using System.ComponentModel.DataAnnotations;

namespace Kencom.Core.Security;

/// <summary>Algorithms for keyed hashes. The names are those of .NET.</summary>
public enum KeyedHash
{
    Sha256,
    Sha384,
    Sha512,
}

/// <summary>Secrets and costs (section <c>Security</c>).</summary>
public sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Where the keys are when deployed: secrets named <c>hash-key-{version}</c> and <c>data-key-{version}</c>. Not set locally.</summary>
    public Uri? KeyVaultUri { get; set; }

    /// <summary>Hash keys by version, base64, at least 32 bytes each. Set locally only; deployed ones come from Key Vault.</summary>
    public IDictionary<int, string> HashKeys { get; } = new Dictionary<int, string>();

    /// <summary>The version under which new keys are computed.</summary>
    [Range(1, 99)]
    public int CurrentHashKey { get; set; } = 1;

    /// <summary>By version, for a hash key that is used with another algorithm than SHA-256: to be set before the version is current, and never changed.</summary>
    public IDictionary<int, KeyedHash> HashAlgorithms { get; } = new Dictionary<int, KeyedHash>();

    /// <summary>Keys that seal what must be read again (CK-7), by version, as the hash keys.</summary>
    public IDictionary<int, string> DataKeys { get; } = new Dictionary<int, string>();

    /// <summary>The version under which is sealed from now on.</summary>
    [Range(1, 99)]
    public int CurrentDataKey { get; set; } = 1;

    /// <summary>The rules for new passwords (REG-3).</summary>
    public PasswordProfile PasswordProfile { get; set; } = PasswordProfile.Manual;

    /// <summary>Argon2id memory in KiB (REG-5: at least 19 MiB).</summary>
    [Range(19 * 1024, 1024 * 1024)]
    public int PasswordMemoryKiB { get; set; } = 19 * 1024;

    /// <summary>Argon2id passes (REG-5: at least 2).</summary>
    [Range(2, 100)]
    public int PasswordPasses { get; set; } = 2;
}
