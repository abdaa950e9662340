using System.Globalization;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>Table access of registrations.</summary>
public sealed class RegistrationStore(TableServiceClient tables, RegistrationKeys keys, TimeProvider clock)
{
    /// <summary>More starts than this for one address are forgotten, the oldest first; the limit by the hour is far below.</summary>
    private const int MaxStartsRemembered = 200;

    /// <summary>A start is remembered longer than any registration lasts (a waiting check: 90 days, EL-14).</summary>
    private static readonly TimeSpan StartsRememberedFor = TimeSpan.FromDays(92);

    private readonly TableClient registrations = tables.GetTableClient(TableNames.Registrations);
    private readonly TableClient starts = tables.GetTableClient(TableNames.RegistrationStarts);

    public async Task<Registration?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await registrations.FindAsync<RegistrationEntity>(id, cancellationToken))?.ToRegistration();

    /// <exception cref="InvalidOperationException">The random id exists: once in ten thousand years.</exception>
    public async Task AddAsync(Registration registration, CancellationToken cancellationToken)
    {
        if (await registrations.AddOrFindAsync(RegistrationEntity.From(registration with { ChangedAt = clock.GetUtcNow() }), cancellationToken) is not null)
        {
            throw new InvalidOperationException("A registration of this id exists already.");
        }
    }

    /// <returns>The registration as it is now stored; null when somebody changed or deleted it meanwhile.</returns>
    public async Task<Registration?> TryReplaceAsync(Registration registration, CancellationToken cancellationToken)
    {
        var changed = registration with { ChangedAt = clock.GetUtcNow() };
        var entity = RegistrationEntity.From(changed);
        return await registrations.TryReplaceAsync(entity, cancellationToken) ? changed with { ETag = entity.ETag } : null;
    }

    public Task<bool> TryDeleteAsync(Registration registration, CancellationToken cancellationToken) =>
        registrations.TryDeleteAsync(RegistrationEntity.From(registration), cancellationToken);

    /// <summary>Those whose time is over, and those that a completion may have left half-way (FIN-3).</summary>
    public IAsyncEnumerable<Registration> ListToSweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return registrations.QueryAsync<RegistrationEntity>(
                row => row.EndsAt <= now || row.State == "Confirmed" || row.State == "Closed" || row.State == "Expired" || (row.State == "Completed" && row.Finished == false),
                cancellationToken: cancellationToken)
            .Select(row => row.ToRegistration());
    }

    /// <summary>Those that made a member. Reads the whole table: for the member's leaving only (SI-8).</summary>
    public IAsyncEnumerable<Registration> ListOfMemberAsync(string memberId, CancellationToken cancellationToken) =>
        registrations.QueryAsync<RegistrationEntity>(row => row.MemberId == memberId, cancellationToken: cancellationToken).Select(row => row.ToRegistration());

    /// <summary>Notes a start for an address, unless too many were noted within the window.</summary>
    /// <returns>Null when noted, else how long to wait.</returns>
    public async Task<TimeSpan?> TryNoteStartAsync(string email, string id, LimitRule limit, CancellationToken cancellationToken)
    {
        var key = keys.Starts(email);
        var now = clock.GetUtcNow();
        var fresh = WithStarts(new RegistrationStartsEntity { PartitionKey = key, RowKey = key }, [(id, now)]);
        var row = await starts.AddOrFindAsync(fresh, cancellationToken);
        while (row is not null)
        {
            var noted = StartsOf(row);
            var recent = noted.Where(start => start.At > now - limit.Window).ToList();
            if (recent.Count >= limit.Count)
            {
                return recent[^limit.Count].At + limit.Window - now;
            }

            if (await starts.TryReplaceAsync(WithStarts(row, [.. noted.TakeLast(MaxStartsRemembered - 1), (id, now)]), cancellationToken))
            {
                return null;
            }

            row = await starts.AddOrFindAsync(fresh, cancellationToken);
        }

        return null;
    }

    /// <summary>The ids of all that were started for an address; some may be gone.</summary>
    public async Task<IReadOnlyList<string>> ListStartedAsync(string email, CancellationToken cancellationToken)
    {
        var row = await starts.FindAsync<RegistrationStartsEntity>(keys.Starts(email), cancellationToken);
        return row is null ? [] : [.. StartsOf(row).Select(start => start.Id)];
    }

    public async Task SweepStartsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var row in starts.QueryAsync<RegistrationStartsEntity>(row => row.ForgetAt < now, cancellationToken: cancellationToken))
        {
            await starts.TryDeleteAsync(row, cancellationToken);
        }
    }

    private static List<(string Id, DateTimeOffset At)> StartsOf(RegistrationStartsEntity row) =>
        [.. row.Starts.Split('\n').Select(line => line.Split(' ')).Select(parts => (parts[0], new DateTimeOffset(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero)))];

    private static RegistrationStartsEntity WithStarts(RegistrationStartsEntity row, IReadOnlyList<(string Id, DateTimeOffset At)> noted) => new()
    {
        PartitionKey = row.PartitionKey,
        RowKey = row.RowKey,
        ETag = row.ETag,
        Starts = string.Join('\n', noted.Select(start => string.Create(CultureInfo.InvariantCulture, $"{start.Id} {start.At.UtcTicks}"))),
        ForgetAt = noted[^1].At + StartsRememberedFor,
    };
}
