using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using NSec.Cryptography;

namespace Kencom.Core.Security;

/// <summary>What the check of a password gave.</summary>
public enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, but hashed with other parameters than today's: hash it again (REG-5).</summary>
    RightButOutdated,
}

/// <summary>
/// Argon2id in the PHC text form, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c> (REG-5). Each hash needs 19 MiB, so at most two run at once for each core, and
/// a burst queues here.
/// </summary>
public sealed class PasswordHasher(IOptions<SecurityOptions> options) : IDisposable
{
    /// <summary>Characters; longer than any password that was ever accepted: not worth a hash.</summary>
    public const int LongestPassword = 256;

    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly SemaphoreSlim gate = new(2 * Environment.ProcessorCount);
    private readonly Lazy<string> nobodys = new(() => HashNow(options.Value, Encoding.UTF8.GetBytes(SecretToken.Random(22))));

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        GatedAsync(() => HashNow(options.Value, Encoding.UTF8.GetBytes(password)), cancellationToken);

    /// <summary>Checks a password; without a stored hash the same work is done in vain, so that the time tells nothing (SI-1).</summary>
    public Task<PasswordCheck> CheckAsync(string password, string? stored, CancellationToken cancellationToken) =>
        GatedAsync(() => stored is null ? CheckNobodys(password) : CheckNow(password, stored), cancellationToken);

    public void Dispose() => gate.Dispose();

    private PasswordCheck CheckNobodys(string password)
    {
        CheckNow(password, nobodys.Value);
        return PasswordCheck.Wrong;
    }

    private PasswordCheck CheckNow(string password, string stored)
    {
        var parts = stored.Split('$');
        if (parts is not ["", "argon2id", "v=19", var parameters, var salt, var hash])
        {
            throw new FormatException("A stored password hash is not in the PHC form of Argon2id.");
        }

        var (memoryKiB, passes) = ParseParameters(parameters);
        var actual = Argon2(memoryKiB, passes).DeriveBytes(Encoding.UTF8.GetBytes(password), FromBase64(salt), HashBytes);
        if (!CryptographicOperations.FixedTimeEquals(actual, FromBase64(hash)))
        {
            return PasswordCheck.Wrong;
        }

        return memoryKiB == options.Value.PasswordMemoryKiB && passes == options.Value.PasswordPasses
            ? PasswordCheck.Right
            : PasswordCheck.RightButOutdated;
    }

    private static string HashNow(SecurityOptions options, byte[] password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Argon2(options.PasswordMemoryKiB, options.PasswordPasses).DeriveBytes(password, salt, HashBytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"$argon2id$v=19$m={options.PasswordMemoryKiB},t={options.PasswordPasses},p=1${ToBase64(salt)}${ToBase64(hash)}");
    }

    private static Argon2id Argon2(int memoryKiB, int passes) =>
        new(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memoryKiB, NumberOfPasses = passes });

    private static (int MemoryKiB, int Passes) ParseParameters(string parameters)
    {
        var values = parameters.Split(',').Select(pair => int.Parse(pair.AsSpan(2), CultureInfo.InvariantCulture)).ToArray();
        return (values[0], values[1]);
    }

    // The PHC form leaves out base64's padding.
    private static string ToBase64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] FromBase64(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    private async Task<T> GatedAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
