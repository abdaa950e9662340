using Azure.Core.Pipeline;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kencom.Benchmarks;

/// <summary>The app as imports are measured: by the machine's clock, and without what tests put between it and its storage.</summary>
internal static class ImportApp
{
    public static readonly IReadOnlyList<string> Queues = [QueueNames.SplitFile, QueueNames.CompareFile, QueueNames.ApplyFile, QueueNames.LinkRoster];

    /// <param name="storageConnectionString">Null: a new storage.</param>
    public static Task<CoreApp> StartAsync(string? storageConnectionString = null, params (string Key, string Value)[] settings) => CoreApp.StartAsync(options =>
    {
        options.StorageConnectionString = storageConnectionString;
        options.ConfigureServices = services => services.AddSingleton(TimeProvider.System).RemoveAll<HttpPipelinePolicy>();
        foreach (var (key, value) in settings)
        {
            options.Settings[key] = value;
        }
    });

    /// <summary>Does all that is to be done of the files that have arrived.</summary>
    public static Task ImportAsync(this CoreApp app) => app.SettleAsync(Queues);
}
