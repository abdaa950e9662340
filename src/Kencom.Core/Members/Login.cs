using Azure;

namespace Kencom.Core.Members;

/// <summary>What signs a member in: the address exactly as typed (SI-1), and the password's hash.</summary>
/// <param name="PasswordVersion">Raised by every change of the password, so that a sign-in which read the row before the change can tell (SI-5).</param>
public sealed record Login(string Email, string PasswordHash, string MemberId, int PasswordVersion = Login.FirstPasswordVersion)
{
    public const int FirstPasswordVersion = 1;

    /// <summary>The key under which the row is stored: its hash key may be an earlier one.</summary>
    internal string? StoredKey { get; init; }

    internal ETag ETag { get; init; }
}
