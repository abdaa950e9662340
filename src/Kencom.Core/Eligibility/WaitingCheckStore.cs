using Azure;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Eligibility;

/// <summary>Which registrations wait for which insurer's roster (EL-14).</summary>
public sealed class WaitingCheckStore(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.WaitingChecks);

    public Task AddAsync(string insurerNumber, string registrationId, CancellationToken cancellationToken) =>
        table.AddOrFindAsync(new WaitingCheckEntity { PartitionKey = insurerNumber, RowKey = registrationId }, cancellationToken);

    /// <summary>The ids of the registrations that wait for an insurer.</summary>
    public IAsyncEnumerable<string> ListAsync(string insurerNumber, CancellationToken cancellationToken) =>
        table.QueryAsync<WaitingCheckEntity>(row => row.PartitionKey == insurerNumber, cancellationToken: cancellationToken).Select(row => row.RowKey);

    public Task RemoveAsync(string insurerNumber, string registrationId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(insurerNumber, registrationId, ETag.All, cancellationToken);
}
