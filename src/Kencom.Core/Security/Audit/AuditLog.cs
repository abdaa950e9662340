using System.Globalization;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Security;

/// <summary>Who of the staff acts.</summary>
/// <param name="Id">The object id in Entra ID.</param>
public sealed record StaffMember(string Id, string Name);

/// <summary>Who of the staff acts, and why (STF-2).</summary>
/// <param name="Reason">Masked (INQ-3). Null where the operation concerns no person.</param>
public sealed record StaffAct(StaffMember Who, string? Reason)
{
    public AuditEntry Entry(string action, string subject) => new(Who, action, subject, Reason);
}

/// <summary>What was done, to what, and why (STF-2).</summary>
/// <param name="Action">The operation, such as <c>approve-roster-file</c>.</param>
/// <param name="Subject">The id of what it was done to; never a value of a person.</param>
public sealed record AuditEntry(StaffMember Who, string Action, string Subject, string? Reason);

/// <summary>An entry as it is kept: under its subject, its person of staff and its day, with one id.</summary>
public sealed record AuditRecord(string Id, DateTimeOffset At, AuditEntry Entry);

/// <summary>Which entries are read. One of the three names the partition, the others choose within.</summary>
/// <param name="Day">In Japan.</param>
public sealed record AuditQuery(DateOnly? Day, string? StaffId, string? Subject);

/// <summary>
/// The log of what staff did. It only grows: nothing here changes or removes a row, and deployed the application's role cannot either: it may add to this table
/// and read it. What is older than three years is removed from outside (infra/tables.cs, which knows these keys).
/// </summary>
public sealed class AuditLog(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>Characters of a key; what is longer is no id of ours.</summary>
    private const int LongestKey = 200;

    private readonly Rows<AuditRecord> rows = new(tables, TableNames.AuditLog, AuditJson.Default.AuditRecord);

    /// <summary>Written before the work: what could not be logged is not done. Three calls at once.</summary>
    public Task AddAsync(AuditEntry entry)
    {
        var record = new AuditRecord(Guid.NewGuid().ToString("N"), clock.GetUtcNow(), entry);
        var row = RowOf(record.At, record.Id);
        return Task.WhenAll(
            rows.AddAsync(new RowKey(OfSubject(entry.Subject), row), record),
            rows.AddAsync(new RowKey(OfStaff(entry.Who.Id), row), record),
            rows.AddAsync(new RowKey(OfDay(JapanTime.DateOf(record.At)), row), record));
    }

    /// <summary>Entries, the newest first.</summary>
    /// <param name="after">The place of the last entry of the page before (<see cref="PlaceOf"/>).</param>
    public IAsyncEnumerable<AuditRecord> ListAsync(AuditQuery query, string? after, CancellationToken cancellationToken)
    {
        var partition = query switch
        {
            { Subject: { } subject } => OfSubject(subject),
            { StaffId: { } staffId } => OfStaff(staffId),
            _ => OfDay(query.Day ?? JapanTime.Today(clock)),
        };
        var (from, to) = query.Day is { } day ? (Backwards(StartOf(day.AddDays(1))), Backwards(StartOf(day))) : ("0", ":");
        return rows.ListAsync(RowRange.Rows(partition, after is null ? from : $"{after}~", to), cancellationToken)
            .Select(row => row.Value)
            .Where(record => (query.StaffId is null || record.Entry.Who.Id == query.StaffId) && (query.Subject is null || record.Entry.Subject == query.Subject));
    }

    /// <summary>Where an entry stands among all: what a cursor says.</summary>
    public static string PlaceOf(AuditRecord record) => RowOf(record.At, record.Id);

    public static bool IsPlace(string text) =>
        text.Length == 52 && text[19] == '-' && text.AsSpan(0, 19).IndexOfAnyExceptInRange('0', '9') < 0 && text.Skip(20).All(char.IsAsciiHexDigitLower);

    private static string OfSubject(string subject) => $"subject-{Key(subject)}";

    private static string OfStaff(string staffId) => $"staff-{Key(staffId)}";

    private static string OfDay(DateOnly day) => $"day-{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    /// <summary>What somebody asked for may be no id at all, and no key of a table.</summary>
    private static string Key(string id) =>
        string.Concat(id.Take(LongestKey).Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_'));

    private static string RowOf(DateTimeOffset at, string id) => $"{Backwards(at)}-{id}";

    /// <summary>Later instants sort first.</summary>
    private static string Backwards(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("d19", CultureInfo.InvariantCulture);

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), JapanTime.Offset);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class AuditJson : JsonSerializerContext;
