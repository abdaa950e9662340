using System.Globalization;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Security;

/// <summary>Who of the staff acts.</summary>
/// <param name="Id">The object id in Entra ID.</param>
public sealed record StaffMember(string Id, string Name);

/// <summary>What was done, to what, and why (STF-2).</summary>
/// <param name="Action">The operation, such as <c>approve-roster-file</c>.</param>
/// <param name="Subject">The id of what it was done to; never a value of a person.</param>
public sealed record AuditEntry(StaffMember Who, string Action, string Subject, string? Reason);

/// <summary>An entry as it is kept.</summary>
internal sealed record AuditRecord(DateTimeOffset At, AuditEntry Entry);

/// <summary>
/// The log of what staff did. It only grows: nothing here changes or removes a row, and deployed the application's role cannot either:
/// it may add to this table and read it.
/// </summary>
public sealed class AuditLog(TableServiceClient tables, TimeProvider clock)
{
    private readonly Rows<AuditRecord> rows = new(tables, TableNames.AuditLog, AuditJson.Default.AuditRecord);

    /// <summary>Written before the work: what could not be logged is not done.</summary>
    public Task AddAsync(AuditEntry entry)
    {
        var now = clock.GetUtcNow();
        var key = new RowKey(
            now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:d19}-{Guid.NewGuid():N}"));
        return rows.AddAsync(key, new AuditRecord(now, entry));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class AuditJson : JsonSerializerContext;
