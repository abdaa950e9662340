using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>Who of the staff acts.</summary>
/// <param name="Id">The object id in Entra ID.</param>
public sealed record StaffMember(string Id, string Name);

/// <summary>What was done, to what, and why (STF-2).</summary>
/// <param name="Action">The operation, such as <c>approve-roster-file</c>.</param>
/// <param name="Subject">The id of what it was done to; never a value of a person.</param>
public sealed record AuditEntry(StaffMember Who, string Action, string Subject, string? Reason);

/// <summary>
/// The log of what staff did. It only grows: nothing here changes or removes a row, and deployed the application's role cannot either:
/// it may add to this table and read it.
/// </summary>
public sealed class AuditLog(TableServiceClient tables, TimeProvider clock)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.AuditLog);

    /// <summary>Written before the work: what could not be logged is not done.</summary>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return table.AddEntityAsync(
            new AuditEntity
            {
                PartitionKey = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                RowKey = string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:d19}-{Guid.NewGuid():N}"),
                At = now,
                StaffId = entry.Who.Id,
                StaffName = entry.Who.Name,
                Action = entry.Action,
                Subject = entry.Subject,
                Reason = entry.Reason,
            },
            cancellationToken);
    }

    private sealed class AuditEntity : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public DateTimeOffset At { get; set; }

        public string StaffId { get; set; } = "";

        public string StaffName { get; set; } = "";

        public string Action { get; set; } = "";

        public string Subject { get; set; } = "";

        public string? Reason { get; set; }
    }
}
