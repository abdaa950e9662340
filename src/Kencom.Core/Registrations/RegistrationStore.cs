using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>Leads from an address to a registration that was started for it, so that completing one ends the others (REG-12).</summary>
internal sealed record AddressStart(string Id);

/// <summary>Table access of registrations.</summary>
public sealed class RegistrationStore(TableServiceClient tables, RegistrationKeys keys, TimeProvider clock)
{
    private readonly Rows<Registration> rows = new(tables, TableNames.Registrations, RegistrationJson.Default.Registration);
    private readonly Rows<AddressStart> starts = new(tables, TableNames.RegistrationStarts, RegistrationJson.Default.AddressStart);

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

    /// <summary>Notes a start for an address: one call, whoever has started for it before, so that neither calls nor time tell.</summary>
    public Task NoteStartAsync(string startsKey, string id) => starts.PutAsync(new RowKey(startsKey, id), new AddressStart(id));

    /// <summary>The ids of all that were started for an address; some may be gone.</summary>
    public async Task<IReadOnlyList<string>> ListStartedAsync(string email, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(keys.StartsOfAllVersions(email).Select(
            key => starts.ListKeysAsync(RowRange.Partition(key), cancellationToken).Select(started => started.Row).ToArrayAsync(cancellationToken).AsTask()));
        return [.. found.SelectMany(ids => ids)];
    }

    /// <summary>Forgets the start of a registration that is being deleted.</summary>
    public Task ForgetStartAsync(string startsKey, string id) => starts.DeleteAsync(new RowKey(startsKey, id));
}

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(AddressStart))]
[JsonSerializable(typeof(TypedCheck))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
