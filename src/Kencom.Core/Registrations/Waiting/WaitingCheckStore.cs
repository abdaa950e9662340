using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>Leads from a card to a registration that waits for it.</summary>
internal sealed record WaitingRegistration(string RegistrationId);

/// <summary>Which registrations wait for which insurer's roster (EL-14).</summary>
public sealed class WaitingCheckStore(TableServiceClient tables)
{
    private readonly Rows<WaitingRegistration> rows = new(tables, TableNames.WaitingChecks, WaitingJson.Default.WaitingRegistration);

    public Task AddAsync(string insurerNumber, string registrationId) =>
        rows.AddAsync(new RowKey(insurerNumber, registrationId), new WaitingRegistration(registrationId));

    /// <summary>The ids of the registrations that wait for an insurer.</summary>
    public IAsyncEnumerable<string> ListAsync(string insurerNumber, CancellationToken cancellationToken) =>
        rows.ListKeysAsync(RowRange.Partition(insurerNumber), cancellationToken).Select(key => key.Row);

    public Task RemoveAsync(string insurerNumber, string registrationId) => rows.DeleteAsync(new RowKey(insurerNumber, registrationId));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WaitingRegistration))]
internal sealed partial class WaitingJson : JsonSerializerContext;
