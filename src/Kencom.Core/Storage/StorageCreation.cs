using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Storage;

/// <summary>Makes what is missing where no infrastructure did (<see cref="StorageOptions.CreateMissing"/>).</summary>
internal sealed class StorageCreation(
    TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs, IOptions<StorageOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        options.Value.CreateMissing
            ? Task.WhenAll(
                TableNames.All.Select(name => tables.CreateTableIfNotExistsAsync(name, cancellationToken) as Task)
                    .Concat(QueueNames.All.Select(name => queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)))
                    .Concat(ContainerNames.All.Select(name => blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken))))
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
