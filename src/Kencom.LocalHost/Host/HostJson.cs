using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host;

/// <summary>
/// What the Functions host takes from host.json, with its defaults. Settings named
/// <c>AzureFunctionsJobHost__path__to__value</c> override the file, except for the route prefix, as in the real host.
/// </summary>
internal sealed class HostJson
{
    private const string OverridePrefix = "AzureFunctionsJobHost";
    private const int LargestBatch = 32;

    private readonly IConfiguration file;
    private readonly IConfiguration app;

    public HostJson(string directory, IReadOnlyDictionary<string, string?> settings)
        : this(directory, new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
    {
    }

    public HostJson(string directory, IConfiguration app)
    {
        this.app = app.GetSection(OverridePrefix);
        file = new ConfigurationBuilder().AddJsonFile(Path.Combine(directory, "host.json"), optional: true, reloadOnChange: false).Build();
        RoutePrefix = file["extensions:http:routePrefix"] ?? "api";

        FunctionTimeout = TimeSpan.Parse(this.app["functionTimeout"] ?? file["functionTimeout"] ?? "00:30:00", CultureInfo.InvariantCulture);

        var batchSize = Number("batchSize", 16);
        if (batchSize is < 1 or > LargestBatch)
        {
            throw new LocalHostException($"host.json: extensions.queues.batchSize is {batchSize}; it must be 1 to {LargestBatch}.");
        }

        Queues = new QueueSettings(
            BatchSize: batchSize,
            NewBatchThreshold: Number("newBatchThreshold", batchSize / 2),
            MaxPollingInterval: Time("maxPollingInterval", TimeSpan.FromMinutes(1)),
            VisibilityTimeout: Time("visibilityTimeout", TimeSpan.Zero),
            MaxDequeueCount: Number("maxDequeueCount", 5),
            Base64: !string.Equals(Value("messageEncoding"), "none", StringComparison.OrdinalIgnoreCase));
    }

    public string RoutePrefix { get; }

    /// <summary>After how long a function counts as hanging.</summary>
    public TimeSpan FunctionTimeout { get; }

    public QueueSettings Queues { get; }

    /// <summary>By category; null is the default.</summary>
    public IEnumerable<(string? Category, LogLevel Level)> LogLevels => file.GetSection("logging:logLevel").GetChildren().Select(level => (
        level.Key.Equals("default", StringComparison.OrdinalIgnoreCase) ? null : level.Key,
        Enum.Parse<LogLevel>(level.Value!, ignoreCase: true)));

    private string? Value(string name) => app[$"extensions:queues:{name}"] ?? file[$"extensions:queues:{name}"];

    private int Number(string name, int otherwise) =>
        Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private TimeSpan Time(string name, TimeSpan otherwise) =>
        Value(name) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

internal sealed record QueueSettings(
    int BatchSize,
    int NewBatchThreshold,
    TimeSpan MaxPollingInterval,
    TimeSpan VisibilityTimeout,
    int MaxDequeueCount,
    bool Base64);
