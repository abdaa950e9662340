using System.Text;
using System.Text.Json;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Core.Tests.Rosters;

/// <summary>What insurers do with their files, and what is found of them afterwards.</summary>
internal static class RosterSteps
{
    private static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static Task<CoreApp> StartAsync(params (string Key, string Value)[] settings) => StartAsync(connectionString: null, configure: null, settings);

    /// <param name="connectionString">Null: a new storage.</param>
    public static Task<CoreApp> StartAsync(string? connectionString, Action<IServiceCollection>? configure, params (string Key, string Value)[] settings) => CoreApp.StartAsync(options =>
    {
        options.StorageConnectionString = connectionString;
        options.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()); // Blobs get their times from the emulator.
        options.ConfigureServices = configure;
        foreach (var (key, value) in settings)
        {
            options.Settings[key] = value;
        }
    });

    public static Task DropAsync(this CoreApp app, string path, string text, bool cp932 = false) => app.DropAsync(path, (cp932 ? RosterText.Cp932 : Encoding.UTF8).GetBytes(text));

    /// <summary>Whether a place is the dropped file itself, to leave it out of a search.</summary>
    public static bool IsDropped(string place) => place.StartsWith($"{ContainerNames.Rosters}/", StringComparison.Ordinal);

    /// <summary>As an insurer's upload does.</summary>
    public static Task DropAsync(this CoreApp app, string path, byte[] content) =>
        app.Blobs.GetBlobContainerClient(ContainerNames.Rosters).GetBlobClient(path).UploadAsync(BinaryData.FromBytes(content), overwrite: true);

    /// <summary>Announces a dropped file and does all work that follows.</summary>
    public static async Task<DroppedFile> ImportAsync(this CoreApp app, string path, string text, bool cp932 = false)
    {
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await app.DropAsync(path, text, cp932);
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, path, default);
        await app.PumpAsync();
        return await app.FileAsync(path);
    }

    /// <summary>The newest version of a file.</summary>
    public static async Task<DroppedFile> FileAsync(this CoreApp app, string path) =>
        (await app.Get<FileStore>().ListAsync(path.Split('/')[0], default)).Last(file => file.Path == path);

    /// <summary>Does all that is to be done of files; what follows of them stays in its queues.</summary>
    public static Task PumpAsync(this CoreApp app) => app.SettleAsync(QueueNames.SplitFile, QueueNames.CompareFile, QueueNames.ApplyFile, QueueNames.LinkRoster);

    public static async Task<FileReport> ReportAsync(this CoreApp app, DroppedFile file)
    {
        await using var stream = await app.Get<FileBlobs>().OpenReportAsync(file.Id, "json", default);
        return JsonSerializer.Deserialize<FileReport>(stream!, ReportJson)!;
    }

    public static async Task<string> CsvReportAsync(this CoreApp app, DroppedFile file)
    {
        await using var stream = await app.Get<FileBlobs>().OpenReportAsync(file.Id, "csv", default);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes);
        return RosterText.Cp932.GetString(bytes.ToArray());
    }

    /// <summary>A check as a person makes it; null when there is no such card.</summary>
    public static async Task<CardMatch?> CheckAsync(this CoreApp app, string insurer, string symbol, string number, string name, string birth)
    {
        InsurerNumber.TryParse(insurer, out var insurerNumber).Should().BeTrue();
        CardSymbol.TryParse(symbol, out var cardSymbol).Should().BeTrue();
        CardNumber.TryParse(number, out var cardNumber).Should().BeTrue();
        KanaName.TryParse(name, out var kanaName).Should().BeTrue();
        var card = await app.Get<RosterStore>().FindCardAsync(insurerNumber, cardSymbol, cardNumber, default);
        return card?.Match(kanaName, DateOnly.ParseExact(birth, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), JapanTime.Today(app.Clock));
    }

    /// <summary>Every row of the roster's tables, in a form that can be compared.</summary>
    public static Task<IReadOnlyList<string>> TablesAsync(this CoreApp app) => app.Stored.RowsAsync(TableNames.RosterCards, TableNames.RosterPersons);
}
