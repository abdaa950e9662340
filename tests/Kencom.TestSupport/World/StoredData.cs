using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Kencom.TestSupport;

/// <summary>Everything that an app has stored, seen by clients of the test's own: every property of every row, every message, every blob.</summary>
public sealed class StoredData(string connectionString)
{
    static StoredData() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public TableServiceClient Tables { get; } = new(connectionString);

    public BlobServiceClient Blobs { get; } = new(connectionString);

    public QueueServiceClient Queues { get; } = new(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>Searches for a value in any encoding that it could stand in.</summary>
    /// <param name="leaveOut">Places not to look at.</param>
    /// <returns>Where the value was found: table and property, queue, or container and blob.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(string value, Func<string, bool>? leaveOut = null) => (await FindAnyAsync([value], leaveOut)).GetValueOrDefault(value, []);

    /// <summary>Searches for several values at once.</summary>
    /// <returns>By each value that was found, where.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> FindAnyAsync(IReadOnlyCollection<string> values, Func<string, bool>? leaveOut = null)
    {
        var needles = values.SelectMany(value => NeedlesOf(value).Select(needle => (Value: value, Bytes: needle))).ToList();
        var found = new List<(string Value, string Place)>();
        var looked = 0;
        await foreach (var (place, content) in EverythingAsync())
        {
            if (leaveOut?.Invoke(place) != true)
            {
                looked++;
                found.AddRange(needles.Where(needle => content.AsSpan().IndexOf(needle.Bytes) >= 0).Select(needle => (needle.Value, place)).Distinct());
            }
        }

        return looked > 0
            ? found.GroupBy(hit => hit.Value, hit => hit.Place, StringComparer.Ordinal).ToDictionary(hits => hits.Key, hits => (IReadOnlyList<string>)[.. hits], StringComparer.Ordinal)
            : throw new InvalidOperationException("Nothing is stored: there is nothing to search.");
    }

    /// <summary>Where there is anything at all.</summary>
    public async Task<IReadOnlyCollection<string>> PlacesAsync() => await EverythingAsync().Select(thing => thing.Place).ToHashSetAsync(StringComparer.Ordinal);

    /// <summary>Whether a text holds the value, as it is or in an encoding.</summary>
    public static bool IsIn(string text, string value)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return NeedlesOf(value).Exists(needle => content.AsSpan().IndexOf(needle) >= 0);
    }

    /// <summary>Every row of some tables, in a form that can be compared: without when and by which attempt it was written.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(params IReadOnlyList<string> tableNames)
    {
        var rows = new List<string>();
        foreach (var name in tableNames)
        {
            await foreach (var row in Tables.GetTableClient(name).QueryAsync<TableEntity>())
            {
                rows.Add($"{name} {row.PartitionKey} {row.RowKey} " + string.Join(' ', row
                    .Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag" or "WriteId"))
                    .OrderBy(property => property.Key, StringComparer.Ordinal)
                    .Select(property => $"{property.Key}={(property.Value is byte[] bytes ? Convert.ToHexString(bytes) : property.Value)}")));
            }
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static List<byte[]> NeedlesOf(string value)
    {
        Encoding[] encodings = [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.GetEncoding(932)];
        var plain = encodings.Select(encoding => encoding.GetBytes(value)).ToList();
        return [.. plain, .. plain.Select(bytes => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes).TrimEnd('=')[..^1])), .. plain.Select(bytes => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)))];
    }

    private async IAsyncEnumerable<(string Place, byte[] Content)> EverythingAsync()
    {
        await foreach (var table in Tables.QueryAsync())
        {
            await foreach (var row in Tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                foreach (var (name, property) in row)
                {
                    yield return ($"{table.Name}.{name}", property as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(property, CultureInfo.InvariantCulture) ?? ""));
                }
            }
        }

        await foreach (var queue in Queues.GetQueuesAsync())
        {
            foreach (var message in (await Queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value)
            {
                yield return (queue.Name, message.Body.ToArray());
            }
        }

        await foreach (var container in Blobs.GetBlobContainersAsync())
        {
            var client = Blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync())
            {
                yield return ($"{container.Name}/{blob.Name}", Encoding.UTF8.GetBytes(blob.Name));
                yield return ($"{container.Name}/{blob.Name}", (await client.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray());
            }
        }
    }
}
