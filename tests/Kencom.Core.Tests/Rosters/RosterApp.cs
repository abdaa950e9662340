using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.LocalHost.Helpers.Storage;
using Kencom.TestSupport.Rosters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Core.Tests.Rosters;

/// <summary>One storage emulator for all tests of imports; each test has an account of its own.</summary>
public sealed class RosterStorage : IAsyncLifetime
{
    private int next;

    public AzuriteProcess Azurite { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Azurite = await AzuriteProcess.StartAsync(accounts: 64);

    public string NewAccount() => Azurite.ConnectionString($"account{Interlocked.Increment(ref next) - 1}");

    public ValueTask DisposeAsync() => Azurite.DisposeAsync();
}

/// <summary>The imports as the functions run them: real storage and queues, with a pump in place of the host's triggers.</summary>
internal sealed class RosterApp : IAsyncDisposable
{
    private static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly ServiceProvider services;

    private RosterApp(ServiceProvider services, FakeTimeProvider clock)
    {
        this.services = services;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public TableServiceClient Tables => Get<TableServiceClient>();

    public BlobServiceClient Blobs => Get<BlobServiceClient>();

    public QueueServiceClient Queues => Get<QueueServiceClient>();

    public static async Task<RosterApp> StartAsync(string connectionString, Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()); // Blobs get their times from the emulator.
        var provider = await RosterServicesForTests.StartAsync(connectionString, clock, configure, settings);
        return new RosterApp(provider, clock);
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    public Task DropAsync(string path, string text, bool cp932 = false) => DropAsync(path, (cp932 ? RosterText.Cp932 : Encoding.UTF8).GetBytes(text));

    /// <summary>As an insurer's upload does.</summary>
    public Task DropAsync(string path, byte[] content) =>
        Blobs.GetBlobContainerClient(ContainerNames.Rosters).GetBlobClient(path).UploadAsync(BinaryData.FromBytes(content), overwrite: true);

    /// <summary>Announces a dropped file and does all work that follows.</summary>
    public async Task<DroppedFile> ImportAsync(string path, string text, bool cp932 = false)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await DropAsync(path, text, cp932);
        await Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, path, default);
        await PumpAsync();
        return await FileAsync(path);
    }

    /// <summary>The newest version of a file.</summary>
    public async Task<DroppedFile> FileAsync(string path) =>
        (await Get<FileStore>().ListAsync(path.Split('/')[0], default)).Last(file => file.Path == path);

    /// <summary>Handles messages until none is left.</summary>
    public Task PumpAsync() => new RosterPump(services).RunAsync();

    public async Task<FileReport> ReportAsync(DroppedFile file)
    {
        await using var stream = await Get<FileBlobs>().OpenReportAsync(file.Id, "json", default);
        return JsonSerializer.Deserialize<FileReport>(stream!, ReportJson)!;
    }

    public async Task<string> CsvReportAsync(DroppedFile file)
    {
        await using var stream = await Get<FileBlobs>().OpenReportAsync(file.Id, "csv", default);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes);
        return RosterText.Cp932.GetString(bytes.ToArray());
    }

    /// <summary>A check as a person makes it; null when there is no such card.</summary>
    public async Task<CardMatch?> CheckAsync(string insurer, string symbol, string number, string name, string birth)
    {
        InsurerNumber.TryParse(insurer, out var insurerNumber).Should().BeTrue();
        CardSymbol.TryParse(symbol, out var cardSymbol).Should().BeTrue();
        CardNumber.TryParse(number, out var cardNumber).Should().BeTrue();
        KanaName.TryParse(name, out var kanaName).Should().BeTrue();
        var card = await Get<RosterStore>().FindCardAsync(insurerNumber, cardSymbol, cardNumber, default);
        return card?.Match(kanaName, DateOnly.ParseExact(birth, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), JapanTime.Today(Clock));
    }

    /// <summary>Every row of the roster's tables, in a form that can be compared.</summary>
    public async Task<List<string>> TablesAsync()
    {
        var rows = new List<string>();
        foreach (var name in new[] { TableNames.RosterCards, TableNames.RosterPersons })
        {
            await foreach (var entity in Tables.GetTableClient(name).QueryAsync<TableEntity>())
            {
                rows.Add($"{name} {entity.PartitionKey} {entity.RowKey} " + string.Join(' ', entity
                    .Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag" or "WriteId"))
                    .OrderBy(property => property.Key, StringComparer.Ordinal)
                    .Select(property => $"{property.Key}={(property.Value is byte[] bytes ? Convert.ToHexString(bytes) : property.Value)}")));
            }
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
