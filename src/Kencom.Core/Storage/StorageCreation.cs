using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Storage;

/// <summary>Creates missing tables, queues and containers where no infrastructure did (<see cref="StorageOptions.CreateMissing"/>).</summary>
internal sealed class StorageCreation(
    TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs, IOptions<StorageOptions> options) : IHostedLifecycleService
{
    /// <summary>Before any other service starts: the worker takes messages as soon as it has told the host that it is there.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        options.Value.CreateMissing
            ? Task.WhenAll(
                TableNames.All.Select(name => tables.CreateTableIfNotExistsAsync(name, cancellationToken) as Task)
                    .Concat(QueueNames.All.SelectMany(name => new[] { name, name + QueueNames.PoisonSuffix }).Select(name => queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)))
                    .Concat(ContainerNames.All.Select(name => blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken))))
            : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
