using System.Globalization;
using System.Reflection;
using Kencom.LocalHost.Helpers;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.TestSupport.Host;

/// <summary>How a test starts the app.</summary>
public sealed class LocalFunctionAppOptions
{
    /// <summary>An account of the test process's emulator; it becomes <c>AzureWebJobsStorage</c> and <c>DataStorage</c>.</summary>
    public required string StorageConnectionString { get; init; }

    /// <summary>Settings as in local.settings.json (<c>Mail__PerMinute</c>); they win over everything else.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs after all of the app's own registrations.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Only these types' functions; by default all of the assembly.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>Instead of the assembly's own entry point.</summary>
    public Func<string[], Task>? EntryPoint { get; set; }

    /// <summary>How often an empty queue is looked at, at first four times as often; at once while a test waits for idle queues.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long a failed message is tried again; whole seconds.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long the message of a host that died comes back; whole seconds.</summary>
    public TimeSpan MessageLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping app lets functions finish.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it then waits for the cancelled ones.</summary>
    public TimeSpan Abandon { get; init; } = TimeSpan.FromSeconds(5);

    internal void AddTo(Dictionary<string, string?> overrides, HelperOptions helpers)
    {
        const string Queues = "AzureFunctionsJobHost:extensions:queues:";
        overrides["AzureWebJobsStorage"] = StorageConnectionString;
        overrides["DataStorage"] = StorageConnectionString;
        overrides["Mail:ConnectionString"] = helpers.MailConnectionString;
        overrides[Queues + "maxPollingInterval"] = PollingInterval.ToString("c", CultureInfo.InvariantCulture);
        overrides[Queues + "visibilityTimeout"] = VisibilityTimeout.ToString("c", CultureInfo.InvariantCulture);
        foreach (var (key, value) in Settings)
        {
            overrides[key.Replace("__", ":", StringComparison.Ordinal)] = value;
        }
    }

    internal InProcessWorkerOptions WorkerOptions(Assembly assembly, IReadOnlyDictionary<string, string?> settings) => new()
    {
        Assembly = assembly,
        EntryPoint = EntryPoint ?? (args => RunMain(assembly, args)),
        Settings = settings,
        Functions = FunctionTypes is null ? null : IsWanted,
        ConfigureServices = ConfigureServices,
    };

    private bool IsWanted(string entryPoint) => FunctionTypes!.Any(type => entryPoint.StartsWith($"{type.FullName}.", StringComparison.Ordinal));

    private static Task RunMain(Assembly assembly, string[] args)
    {
        var main = assembly.EntryPoint ?? throw new ArgumentException($"{assembly.GetName().Name} has no entry point.", nameof(assembly));
        object[] arguments = main.GetParameters().Length == 0 ? [] : [args];
        return main.Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null) as Task ?? Task.CompletedTask;
    }
}
