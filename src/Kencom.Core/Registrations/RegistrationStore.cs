using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>All starts for one address: what limits them (REG-16) and finds the others when one is completed (REG-12).</summary>
/// <param name="Starts">The oldest first.</param>
internal sealed record AddressStarts(ImmutableArray<AddressStart> Starts);

internal sealed record AddressStart(string Id, DateTimeOffset At);

/// <summary>Table access of registrations.</summary>
public sealed class RegistrationStore(TableServiceClient tables, RegistrationKeys keys, TimeProvider clock)
{
    /// <summary>More starts than this for one address are forgotten, the oldest first; the limit by the hour is far below.</summary>
    private const int MaxStartsRemembered = 200;

    private readonly Rows<Registration> rows = new(tables, TableNames.Registrations, RegistrationJson.Default.Registration);
    private readonly Rows<AddressStarts> starts = new(tables, TableNames.RegistrationStarts, RegistrationJson.Default.AddressStarts, remembers: true);

    public Task<Row<Registration>?> FindAsync(string id, CancellationToken cancellationToken) => rows.FindAsync(RowKey.Of(id), cancellationToken);

    /// <exception cref="InvalidOperationException">The random id exists: once in ten thousand years.</exception>
    public async Task AddAsync(Registration registration)
    {
        if (!(await rows.AddAsync(RowKey.Of(registration.Id), registration with { ChangedAt = clock.GetUtcNow() })).IsNew)
        {
            throw new InvalidOperationException("A registration of this id exists already.");
        }
    }

    /// <summary>Changes a registration that was read before.</summary>
    /// <returns>The registration as it then is; an error when it is gone, or when the decision gives one.</returns>
    public Task<Result<Row<Registration>>> ChangeAsync(Row<Registration> read, Func<Registration, Result<Registration>> decide) =>
        rows.ChangeAsync(read, present =>
        {
            if (present is null)
            {
                return Errors.NotAnyMore;
            }

            var decided = decide(present);
            return decided.IsSuccess && decided.Value != present ? decided.Value with { ChangedAt = clock.GetUtcNow() } : decided;
        });

    /// <returns>False when the condition holds no more; one that is gone counts as deleted.</returns>
    public Task<bool> DeleteAsync(Row<Registration> read, Predicate<Registration> when) => rows.DeleteAsync(read, when);

    /// <summary>Notes a start for an address, unless too many were noted within the window.</summary>
    /// <param name="startsKey">Of the row that the start is noted in.</param>
    /// <returns>Null when noted, else how long to wait.</returns>
    public async Task<TimeSpan?> TryNoteStartAsync(string startsKey, string id, LimitRule limit)
    {
        var now = clock.GetUtcNow();
        var noted = await starts.ChangeAsync(RowKey.Of(startsKey), present =>
        {
            var all = present?.Starts ?? [];
            var recent = all.RemoveAll(start => start.At <= now - limit.Window);
            return recent.Length >= limit.Count
                ? Errors.TooManyRequests(recent[^limit.Count].At + limit.Window - now)
                : new AddressStarts([.. all.TakeLast(MaxStartsRemembered - 1), new AddressStart(id, now)]);
        });
        return noted.Error?.RetryAfter;
    }

    /// <summary>The ids of all that were started for an address; some may be gone.</summary>
    public async Task<IReadOnlyList<string>> ListStartedAsync(string email, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(keys.StartsOfAllVersions(email).Select(key => starts.FindAsync(RowKey.Of(key), cancellationToken)));
        return [.. found.OfType<Row<AddressStarts>>().SelectMany(row => row.Value.Starts).Select(start => start.Id)];
    }

    /// <summary>Forgets the start of a registration that is being deleted.</summary>
    public async Task ForgetStartAsync(string startsKey, string id)
    {
        if (await starts.FindAsync(RowKey.Of(startsKey), CancellationToken.None) is not { } row)
        {
            return;
        }

        var changed = await starts.ChangeAsync(row, present => present is null
            ? Errors.NotAnyMore
            : new AddressStarts(present.Starts.RemoveAll(start => start.Id == id)));
        if (changed is { IsSuccess: true, Value.Value.Starts.IsEmpty: true })
        {
            await starts.DeleteAsync(changed.Value, present => present.Starts.IsEmpty);
        }
    }
}

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(AddressStarts))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
