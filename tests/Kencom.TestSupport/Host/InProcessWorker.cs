using System.Diagnostics;
using System.Net;
using System.Reflection;
using Kencom.LocalHost.Host;
using Kencom.LocalHost.Host.Worker;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kencom.TestSupport.Host;

/// <summary>
/// The worker within the test's process: its real entry point runs on a thread of its own and connects to the host as a process would. What a process has for itself
/// (command line, environment, port, Ctrl-C) is given to it while its host is built.
/// </summary>
internal sealed class InProcessWorker : IWorker
{
    private readonly ListenAddress address = ListenAddress.Free();
    private readonly TaskCompletionSource<(IServiceProvider Services, IHostApplicationLifetime Lifetime)> built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InProcessWorkerOptions options;

    private InProcessWorker(WorkerStart start, InProcessWorkerOptions options)
    {
        this.options = options;
        HostBuilding.Observe();
        string[] args = [.. start.Arguments, .. options.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        Ended = HostBuilding.RunAsync(this, () => options.EntryPoint(args));
    }

    public Task Ended { get; }

    /// <summary>Faults of the entry point are thrown as they are.</summary>
    public string Said => "";

    /// <summary>The worker's own services, once all of them have started.</summary>
    public async Task<IServiceProvider> ServicesAsync()
    {
        var (services, lifetime) = await built.Task;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await Task.WhenAny(started.Task, Ended);
        }

        return services;
    }

    public static InProcessWorker Start(WorkerStart start, InProcessWorkerOptions options) => new(start, options);

    public async ValueTask DisposeAsync()
    {
        // Its services may be gone already, when it ended by itself a moment ago.
        if (built.Task.IsCompletedSuccessfully)
        {
            (await built.Task).Lifetime.StopApplication();
        }

        await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        address.Dispose();
    }

    internal void HostIsBuilt(IHost host) => built.TrySetResult((host.Services, host.Services.GetRequiredService<IHostApplicationLifetime>()));

    internal void Prepare(IHostBuilder builder)
    {
        builder.ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(options.Settings));
        Register(builder);
        builder.ConfigureServices(services =>
        {
            // The worker finds the start-up code of its functions by the process's entry assembly, which is the test's here.
            KeepOnly(services);
            ListenOnItsOwnPort(services);
            services.AddSingleton<IHostLifetime, StoppedByHost>();

            // Nobody reads what the worker would tell the host line by line.
            foreach (var log in services.Where(service => service.ServiceType == typeof(ILoggerProvider) && service.ImplementationType?.Name == "WorkerLoggerProvider").ToList())
            {
                services.Remove(log);
            }

            options.ConfigureServices?.Invoke(services);
        });
    }

    private void Register(IHostBuilder builder)
    {
        foreach (var type in options.Assembly.GetTypes().Where(type => typeof(IAutoConfigureStartup).IsAssignableFrom(type) && !type.IsAbstract))
        {
            ((IAutoConfigureStartup)Activator.CreateInstance(type)!).Configure(builder);
        }
    }

    private void KeepOnly(IServiceCollection services)
    {
        if (options.Functions is not { } wanted)
        {
            return;
        }

        var provider = services.Last(service => service.ServiceType == typeof(IFunctionMetadataProvider)).ImplementationType
            ?? throw new InvalidOperationException("The functions' assembly has no generated metadata (Microsoft.Azure.Functions.Worker.Sdk.Generators).");
        services.AddSingleton<IFunctionMetadataProvider>(new SomeFunctions((IFunctionMetadataProvider)Activator.CreateInstance(provider)!, wanted));
    }

    /// <summary>The worker's own address is chosen once a process, so all apps of a test process would share it.</summary>
    private void ListenOnItsOwnPort(IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, address.Port));
        services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = address.SocketFor);
        services.Configure<WorkerOptions>(worker => worker.Capabilities["HttpUri"] = address.BaseAddress.AbsoluteUri);
    }

    private sealed class StoppedByHost : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class SomeFunctions(IFunctionMetadataProvider all, Predicate<string> wanted) : IFunctionMetadataProvider
    {
        public async Task<System.Collections.Immutable.ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
            [.. (await all.GetFunctionMetadataAsync(directory)).Where(function => wanted(function.EntryPoint!))];
    }

    /// <summary>
    /// Knows whose host is being built, as WebApplicationFactory does: by the events that hosting writes while it builds, on the flow that started the entry point.
    /// </summary>
    private sealed class HostBuilding : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private static readonly AsyncLocal<InProcessWorker?> OfThisFlow = new();
        private static readonly Lazy<IDisposable> Subscription = new(() => DiagnosticListener.AllListeners.Subscribe(new HostBuilding()));

        public static void Observe() => _ = Subscription.Value;

        /// <summary>On a thread of its own, because <c>Run()</c> blocks it.</summary>
        public static Task RunAsync(InProcessWorker worker, Func<Task> entryPoint)
        {
            OfThisFlow.Value = worker;
            try
            {
                return Task.Factory.StartNew(
                    () => entryPoint().GetAwaiter().GetResult(),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                    TaskScheduler.Default);
            }
            finally
            {
                OfThisFlow.Value = null;
            }
        }

        void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting" && OfThisFlow.Value is not null)
            {
                value.Subscribe(this);
            }
        }

        void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
        {
            switch (value)
            {
                case { Key: "HostBuilding", Value: IHostBuilder builder }:
                    OfThisFlow.Value?.Prepare(builder);
                    break;
                case { Key: "HostBuilt", Value: IHost host }:
                    OfThisFlow.Value?.HostIsBuilt(host);
                    break;
            }
        }

        void IObserver<DiagnosticListener>.OnCompleted()
        {
        }

        void IObserver<DiagnosticListener>.OnError(Exception error)
        {
        }

        void IObserver<KeyValuePair<string, object?>>.OnCompleted()
        {
        }

        void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
        {
        }
    }
}

internal sealed class InProcessWorkerOptions
{
    /// <summary>Where the functions and their generated metadata are.</summary>
    public required Assembly Assembly { get; init; }

    public required Func<string[], Task> EntryPoint { get; init; }

    /// <summary>By configuration key; they win over everything else.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>Chooses functions by their entry point (<c>Namespace.Type.Method</c>); null takes all.</summary>
    public Predicate<string>? Functions { get; init; }

    /// <summary>Runs after all of the app's own registrations.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }
}
