using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Kencom.LocalHost.Helpers;

/// <summary>Puts a file where an insurer's upload would put it, and announces it as Event Grid would.</summary>
internal sealed class Drops(string storageConnectionString)
{
    public const string ArrivalsQueue = "file-arrivals";

    private readonly BlobServiceClient blobs = new(storageConnectionString);
    private readonly QueueClient arrivals = new(storageConnectionString, ArrivalsQueue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    public void Map(IEndpointRouteBuilder routes) => routes.MapPut("/local/api/drops/{container}/{**name}", TakeAsync);

    private async Task TakeAsync(HttpContext http, string container, string name)
    {
        // A roster of a million persons is larger than the server's usual limit.
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (string.IsNullOrEmpty(name))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new { error = "The path is a container and a blob's name: rosters/123456/full/2026-11.csv" });
            return;
        }

        var announced = http.Request.Query["announce"] != "false";
        var eTag = await PutAsync(container, name, http.Request.Body, announced, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status201Created;
        await http.Response.WriteAsJsonAsync(new { path = $"{container}/{name}", eTag, announced });
    }

    public async Task<bool> ExistsAsync(string container, string name, CancellationToken cancellationToken) =>
        await blobs.GetBlobContainerClient(container).GetBlobClient(name).ExistsAsync(cancellationToken);

    /// <returns>The blob's ETag.</returns>
    public async Task<string> PutAsync(string container, string name, Stream content, bool announce, CancellationToken cancellationToken)
    {
        var containerClient = blobs.GetBlobContainerClient(container);
        await containerClient.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var blob = containerClient.GetBlobClient(name);
        var eTag = (await blob.UploadAsync(content, overwrite: true, cancellationToken)).Value.ETag.ToString();
        if (announce)
        {
            await AnnounceAsync(blob, container, name, eTag, cancellationToken);
        }

        return eTag;
    }

    /// <summary>A BlobCreated event in the CloudEvents 1.0 schema.</summary>
    private async Task AnnounceAsync(
        BlobClient blob, string container, string name, string eTag, CancellationToken cancellationToken)
    {
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        var now = TimeProvider.System.GetUtcNow();
        var cloudEvent = new
        {
            specversion = "1.0",
            type = "Microsoft.Storage.BlobCreated",
            source = $"/subscriptions/local/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/{blob.AccountName}",
            id = Guid.NewGuid(),
            time = now,
            subject = $"/blobServices/default/containers/{container}/blobs/{name}",
            data = new
            {
                api = "PutBlob",
                clientRequestId = Guid.NewGuid(),
                requestId = Guid.NewGuid(),
                eTag,
                contentType = "application/octet-stream",
                contentLength = properties.ContentLength,
                blobType = "BlockBlob",
                url = blob.Uri,
                sequencer = now.Ticks.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
            },
        };
        await arrivals.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await arrivals.SendMessageAsync(JsonSerializer.Serialize(cloudEvent), cancellationToken);
    }
}
