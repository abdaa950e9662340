using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Host.Http;
using Kencom.LocalHost.Host.Queues;
using Kencom.LocalHost.Host.Timers;
using Kencom.LocalHost.Host.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kencom.LocalHost.Host;

/// <summary>What a host runs, and how.</summary>
internal sealed class FunctionsHostOptions
{
    /// <summary>The worker's folder, with its host.json.</summary>
    public required string Directory { get; init; }

    public required ListenAddress Address { get; init; }

    /// <summary>The app's settings by configuration key: queue names, schedules and connections are resolved with them.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    public required Func<WorkerStart, IWorker> StartWorker { get; init; }

    public LocalHelpers? Helpers { get; init; }

    public HostTimes Times { get; init; } = new();

    public TimerStart Timers { get; init; } = TimerStart.BySchedule;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Whether the host exports its own traces (the worker decides for itself).</summary>
    public bool Telemetry { get; init; }
}

/// <summary>
/// A small Azure Functions host for one machine. It starts a worker and speaks the real protocol to it; requests, queue messages and timers reach the functions as
/// they would on Azure. Where it differs from the real host, the place says why.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly IWorker runningWorker;
    private readonly WorkerChannel openChannel;
    private readonly WebApplication web;

    private FunctionsHost(IWorker worker, WorkerChannel channel, WebApplication app)
    {
        runningWorker = worker;
        openChannel = channel;
        web = app;
    }

    public IServiceProvider Services => web.Services;

    /// <summary>The worker went, without being told to.</summary>
    public Task WorkerEnded => openChannel.Ended;

    /// <summary>Returns when the functions can be called and the listeners run.</summary>
    /// <exception cref="LocalHostException">The worker or a function cannot be started; says why, in the worker's own words.</exception>
    public static async Task<FunctionsHost> StartAsync(WorkerGateway gateway, FunctionsHostOptions options)
    {
        var start = new WorkerStart(gateway.Address, Guid.NewGuid().ToString(), options.Directory);
        var channel = gateway.Expect(start.WorkerId, options.Loggers);
        IWorker? worker = null;
        try
        {
            worker = options.StartWorker(start);
            var catalogue = await LoadAsync(worker, channel, options.Directory);
            var app = Build(options, channel, catalogue);
            await app.StartAsync();
            return new FunctionsHost(worker, channel, app);
        }
        catch
        {
            gateway.Forget(start.WorkerId);
            channel.Terminate();
            if (worker is not null)
            {
                await worker.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Lets running functions finish, then ends the worker.</summary>
    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
        openChannel.Terminate();
        await runningWorker.DisposeAsync();
    }

    private static async Task<FunctionCatalogue> LoadAsync(IWorker worker, WorkerChannel channel, string directory)
    {
        var first = await Task.WhenAny(channel.Connected, worker.Ended, Task.Delay(StartLimit));
        if (first == worker.Ended)
        {
            await worker.Ended;
        }

        if (first != channel.Connected)
        {
            throw new LocalHostException((first == worker.Ended ? "The worker ended while it started." : $"The worker did not start within {StartLimit}.") + WhatItSaid(worker));
        }

        try
        {
            var catalogue = FunctionCatalogue.Of(await channel.InitializeAsync(directory).WaitAsync(StartLimit));
            await Task.WhenAll(catalogue.Functions.Select(channel.LoadAsync)).WaitAsync(StartLimit);
            return catalogue;
        }
        catch (LocalHostException) when (channel.Ended.IsCompleted)
        {
            await Task.WhenAny(worker.Ended, Task.Delay(TimeSpan.FromSeconds(1)));
            throw new LocalHostException("The worker ended while its functions were loaded." + WhatItSaid(worker));
        }
        catch (TimeoutException e)
        {
            throw new LocalHostException($"The worker did not load its functions within {StartLimit}." + WhatItSaid(worker), e);
        }
    }

    private static string WhatItSaid(IWorker worker) => worker.Said is { Length: > 0 } said ? $" It said:{Environment.NewLine}{said}" : " It said nothing.";

    private static WebApplication Build(FunctionsHostOptions options, WorkerChannel channel, FunctionCatalogue catalogue)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = options.Directory });
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(options.Settings);
        builder.WebHost.UseKestrelCore();
        options.Address.Use(builder.WebHost);
        AddHost(builder.Services, options, channel, catalogue);
        var app = builder.Build();

        app.UseRouting();
        if (options.Helpers is { } helpers)
        {
            app.Use(helpers.FrontEnd.InvokeAsync);
            helpers.Map(app);
        }

        app.Services.GetRequiredService<HttpFunctions>().Map(app, app.Services.GetRequiredService<HostJson>().RoutePrefix);
        return app;
    }

    private static void AddHost(IServiceCollection services, FunctionsHostOptions options, WorkerChannel channel, FunctionCatalogue catalogue)
    {
        services.AddRouting();
        services.AddHttpForwarder();
        services.Replace(ServiceDescriptor.Singleton(options.Loggers));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, AllowedMethodsPolicy>());
        services.AddSingleton(channel);
        services.AddSingleton(catalogue);
        services.AddSingleton(options.Times);
        services.AddSingleton(provider => new HostJson(options.Directory, provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<Drain>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<WorkerForwarder>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<QueueFunctions>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TimerFunctions>(provider, options.Timers));
        services.AddHostedService(provider => provider.GetRequiredService<QueueFunctions>());
        services.AddHostedService(provider => provider.GetRequiredService<TimerFunctions>());
        services.AddSingleton<IHostLifetime, StoppedByOwner>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Times.Drain + options.Times.Abandon + TimeSpan.FromSeconds(5));
        if (options.Telemetry)
        {
            services.AddHostTelemetry();
        }
    }

    /// <summary>Whoever started the host stops it: several of them in a test's process must not compete for Ctrl-C, and a terminal's goes to the program.</summary>
    private sealed class StoppedByOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
