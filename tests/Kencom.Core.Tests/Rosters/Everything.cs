using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Kencom.Core.Tests.Rosters;

/// <summary>All that a storage account holds, as bytes to search in.</summary>
internal static class Everything
{
    public static async Task<IReadOnlyList<(string Name, byte[] Content)>> ReadAsync(TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs, string skipContainer)
    {
        var found = new List<(string, byte[])>();
        await foreach (var table in tables.QueryAsync())
        {
            await foreach (var entity in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                foreach (var (key, value) in entity)
                {
                    found.Add(($"{table.Name}.{key}", value as byte[] ?? Encoding.UTF8.GetBytes($"{value}")));
                }
            }
        }

        await foreach (var queue in queues.GetQueuesAsync())
        {
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value)
            {
                found.Add((queue.Name, Encoding.UTF8.GetBytes(message.MessageText)));
            }
        }

        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            if (container.Name == skipContainer)
            {
                continue;
            }

            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                found.Add((blob.Name, Encoding.UTF8.GetBytes(blob.Name)));
                found.Add((blob.Name, (await blobs.GetBlobContainerClient(container.Name).GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray()));
            }
        }

        return found;
    }
}
