using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class DropTests
{
    [Fact]
    public async Task Put_AFile_BecomesABlobAndABlobCreatedEvent()
    {
        await using var app = await SmallApp.StartAsync<NoFunctions>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        var account = app.Services.GetRequiredService<IConfiguration>()["DataStorage"];

        using var put = await http.PutAsync("/local/api/drops/rosters/123456/full/2026-11.csv", new ByteArrayContent([0x83, 0x5C]));
        using var quiet = await http.PutAsync("/local/api/drops/rosters/123456/full/quiet.csv?announce=false", new ByteArrayContent([1]));

        put.StatusCode.Should().Be(HttpStatusCode.Created);
        var container = new BlobContainerClient(account, "rosters");
        (await container.GetBlobClient("123456/full/2026-11.csv").DownloadContentAsync()).Value.Content.ToArray().Should().Equal(0x83, 0x5C);
        (await container.GetBlobClient("123456/full/quiet.csv").ExistsAsync()).Value.Should().BeTrue();
        var messages = (await new QueueClient(account, "file-arrivals").ReceiveMessagesAsync(32)).Value;
        var cloudEvent = JsonDocument.Parse(Convert.FromBase64String(messages.Should().ContainSingle().Which.MessageText)).RootElement;
        cloudEvent.GetProperty("specversion").GetString().Should().Be("1.0");
        cloudEvent.GetProperty("type").GetString().Should().Be("Microsoft.Storage.BlobCreated");
        cloudEvent.GetProperty("subject").GetString().Should().Be("/blobServices/default/containers/rosters/blobs/123456/full/2026-11.csv");
        cloudEvent.GetProperty("data").GetProperty("contentLength").GetInt64().Should().Be(2);
    }

    private sealed class NoFunctions;
}
