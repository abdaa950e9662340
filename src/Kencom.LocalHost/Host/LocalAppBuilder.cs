using System.Text.Json;
using Kencom.LocalHost.Helpers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host;

/// <summary>Builds the app that runs the functions: the worker's services, the host's triggers, the helpers' routes.</summary>
internal sealed class LocalAppBuilder
{
    private readonly Launch _launch;
    private bool _built;

    public LocalAppBuilder(string[] args)
    {
        _launch = Launch.Current ?? Launch.FromTerminal(args);
        Web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = _launch.Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        Web.Configuration
            .AddInMemoryCollection(_launch.Settings.Values)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .AddInMemoryCollection(_launch.Overrides);
        Web.WebHost.UseKestrelCore();
        _launch.Address.Use(Web.WebHost);
        Web.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);
        Web.Services.AddRouting();
        Web.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, AllowedMethodsPolicy>());
        Web.Services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        AddLogging();
    }

    public WebApplicationBuilder Web { get; }

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    public IHost Build()
    {
        if (_built)
            throw new InvalidOperationException("The application has already been built.");
        _built = true;
        try
        {
            return BuildApp();
        }
        catch (LocalHostException e) when (_launch.Interactive)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
            throw;
        }
    }

    private WebApplication BuildApp()
    {
        var catalogue = FunctionCatalogue.Of(_launch.FunctionTypes);
        if (catalogue.Functions.Any(f => f.Trigger is Microsoft.Azure.Functions.Worker.HttpTriggerAttribute)
            && !HttpIntegration.IsAddedTo(((IHostApplicationBuilder)Web).Properties))
        {
            throw new LocalHostException("HTTP functions need ConfigureFunctionsWebApplication() in Program.cs, before any UseMiddleware().");
        }

        AddHost(catalogue);
        _launch.ConfigureServices?.Invoke(Web.Services);
        var app = Web.Build();

        // The worker's pipeline has no authentication step: staff functions authenticate by themselves, here as there.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = true;
        properties["__AuthorizationMiddlewareSet"] = true;

        app.UseForwardedHeaders();
        app.UseRouting();
        var helpers = _launch.Helpers;
        if (helpers is not null)
            app.Use(helpers.FrontEnd.InvokeAsync);
        app.Services.GetRequiredService<HttpFunctions>().Map(app, app.Services.GetRequiredService<HostJson>().RoutePrefix);
        helpers?.Map(app);

        if (_launch.Interactive)
        {
            app.Lifetime.ApplicationStarted.Register(() => Banner.Write(_launch.Helpers!, functions: true));
            app.Lifetime.ApplicationStarted.Register(() => _launch.Helpers!.HaveDemoData(Console.Error.WriteLine));
            app.Lifetime.ApplicationStarted.Register(() => _launch.Helpers!.BuildFrontEnd(Console.Error.WriteLine));
            app.Lifetime.ApplicationStopped.Register(() => _launch.Helpers!.DisposeAsync().AsTask().GetAwaiter().GetResult());
        }

        _launch.Built?.Invoke(app);
        return app;
    }

    private void AddHost(FunctionCatalogue catalogue)
    {
        var services = Web.Services;
        services.AddSingleton(catalogue);
        services.AddSingleton(_launch);
        services.AddSingleton(_launch.Times);
        services.AddSingleton(provider => new HostJson(AppContext.BaseDirectory, provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<Drain>();
        services.AddSingleton<ParameterBinder>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FunctionInvoker>(
            provider, (IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>>)Middleware));
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<QueueFunctions>();
        services.AddSingleton<TimerFunctions>();
        services.AddHostedService(provider => provider.GetRequiredService<QueueFunctions>());
        services.AddHostedService(provider => provider.GetRequiredService<TimerFunctions>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = _launch.Times.Drain + _launch.Times.Abandon + TimeSpan.FromSeconds(5));
        if (!_launch.Interactive)
            services.AddSingleton<IHostLifetime, StoppedByTest>();
    }

    private void AddLogging()
    {
        var levels = new HostJson(AppContext.BaseDirectory, Web.Configuration).LogLevels;
        Web.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        foreach (var level in levels.GetChildren())
        {
            var category = level.Key.Equals("default", StringComparison.OrdinalIgnoreCase) ? null : level.Key;
            Web.Logging.AddFilter(category, Enum.Parse<LogLevel>(level.Value!, ignoreCase: true));
        }

        if (_launch.Interactive)
        {
            Web.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        }
    }

    /// <summary>A test's app ends with the test: several of them must not compete for Ctrl-C.</summary>
    private sealed class StoppedByTest : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
