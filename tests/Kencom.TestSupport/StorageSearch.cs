using System.Text;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.TestSupport;

/// <summary>Searches everything stored for a value, in any encoding it could stand in: every property of every row, every message, every blob.</summary>
public static class StorageSearch
{
    static StorageSearch() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <returns>Where the value was found: table and property, queue, or blob.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(TestApp app, string value, Func<string, bool>? leaveOut = null)
    {
        var needles = NeedlesOf(value);
        var places = new List<string>();
        await foreach (var (place, content) in EverythingAsync(app))
        {
            if (leaveOut?.Invoke(place) != true && needles.Any(needle => content.AsSpan().IndexOf(needle) >= 0))
            {
                places.Add(place);
            }
        }

        return places;
    }

    /// <summary>Whether a text holds the value, as it is or in an encoding.</summary>
    public static bool IsIn(string text, string value)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return NeedlesOf(value).Any(needle => content.AsSpan().IndexOf(needle) >= 0);
    }

    private static List<byte[]> NeedlesOf(string value)
    {
        Encoding[] encodings = [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.GetEncoding(932)];
        var plain = encodings.Select(encoding => encoding.GetBytes(value)).ToList();
        return [.. plain, .. plain.Select(bytes => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes).TrimEnd('=')[..^1])), .. plain.Select(bytes => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)))];
    }

    private static async IAsyncEnumerable<(string Place, byte[] Content)> EverythingAsync(TestApp app)
    {
        await foreach (var table in app.Tables.QueryAsync())
        {
            await foreach (var row in app.Tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                foreach (var (name, property) in row)
                {
                    yield return ($"{table.Name}.{name}", property as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(property, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
                }
            }
        }

        foreach (var queue in QueueNames.All.SelectMany(name => new[] { name, name + QueueNames.PoisonSuffix }))
        {
            var client = app.Queues.GetQueueClient(queue);
            if (await client.ExistsAsync())
            {
                foreach (var message in (await client.PeekMessagesAsync(32)).Value)
                {
                    yield return (queue, message.Body.ToArray());
                }
            }
        }

        await foreach (var container in app.Blobs.GetBlobContainersAsync())
        {
            var client = app.Blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync())
            {
                yield return ($"{container.Name}/{blob.Name}", Encoding.UTF8.GetBytes(blob.Name));
                yield return ($"{container.Name}/{blob.Name}", (await client.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray());
            }
        }
    }
}
