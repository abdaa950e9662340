using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

internal sealed class LoginEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string Email { get; set; } = "";

    public string PasswordHash { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int PasswordVersion { get; set; }

    public static LoginEntity From(Login login, string key) => new()
    {
        PartitionKey = key,
        RowKey = key,
        ETag = login.ETag,
        Email = login.Email,
        PasswordHash = login.PasswordHash,
        MemberId = login.MemberId,
        PasswordVersion = login.PasswordVersion,
    };

    public Login ToLogin() => new(Email, PasswordHash, MemberId, PasswordVersion) { StoredKey = PartitionKey, ETag = ETag };
}
