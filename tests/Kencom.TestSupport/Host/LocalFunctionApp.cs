using System.Reflection;
using Kencom.LocalHost;
using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Helpers.Mail;
using Kencom.LocalHost.Host;
using Kencom.LocalHost.Host.Queues;
using Kencom.LocalHost.Host.Timers;
using Kencom.LocalHost.Host.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.TestSupport.Host;

/// <summary>
/// The whole app in a test's own process, on a free port: the real <c>Program.cs</c> on the real worker, real HTTP, real queues. Timers
/// wait to be invoked by hand. Several can run at once, on one storage account (instances of one app) or on several.
/// </summary>
public sealed class LocalFunctionApp : IAsyncDisposable
{
    private static readonly Lazy<Task<WorkerGateway>> Gateway = new(StartGatewayAsync);

    private readonly FunctionsHost host;
    private readonly InProcessWorker worker;
    private readonly LocalHelpers helpers;
    private readonly ListenAddress address;

    private LocalFunctionApp(FunctionsHost host, InProcessWorker worker, IServiceProvider services, LocalHelpers helpers, ListenAddress address)
    {
        this.host = host;
        this.worker = worker;
        this.helpers = helpers;
        this.address = address;
        Services = services;
    }

    public Uri BaseAddress => address.BaseAddress;

    /// <summary>The app's own services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>What the app has "sent", newest first.</summary>
    public Mailbox Mails => helpers.Mails;

    /// <summary>What the e-mail endpoint answers next.</summary>
    public MailFaults MailFaults => helpers.MailEndpoint.Faults;

    private IReadOnlyList<QueueListener> Listeners => host.Services.GetRequiredService<QueueFunctions>().Listeners;

    /// <summary>Runs the assembly's entry point until the app answers.</summary>
    /// <exception cref="LocalHostException">The app cannot start; other exceptions are the entry point's own.</exception>
    public static async Task<LocalFunctionApp> StartAsync(Assembly functionsAssembly, LocalFunctionAppOptions options)
    {
        ArgumentNullException.ThrowIfNull(functionsAssembly);
        ArgumentNullException.ThrowIfNull(options);
        var free = ListenAddress.Free();
        var settings = LocalSettings.Read(AppContext.BaseDirectory, samplesOnly: true);
        var helperOptions = Launch.OptionsOf(settings, free.BaseAddress, options.StorageConnectionString);
        var standIns = new LocalHelpers(helperOptions);
        try
        {
            var effective = Launch.EffectiveSettings(settings, free, helperOptions);
            options.AddTo(effective, helperOptions);
            InProcessWorker? started = null;
            var running = await FunctionsHost.StartAsync(await Gateway.Value, new FunctionsHostOptions
            {
                Directory = AppContext.BaseDirectory,
                Address = free,
                Settings = effective,
                StartWorker = start => started = InProcessWorker.Start(start, options.WorkerOptions(functionsAssembly, effective)),
                Helpers = standIns,
                Timers = TimerStart.ByHandOnly,
                Times = new HostTimes(options.MessageLease, options.Drain, options.Abandon, options.PollingInterval / 4),
            });
            return new LocalFunctionApp(running, started!, await started!.ServicesAsync(), standIns, free);
        }
        catch
        {
            await standIns.DisposeAsync();
            free.Dispose();
            throw;
        }
    }

    /// <summary>A token as Entra ID would issue it for a member of staff.</summary>
    public string IssueStaffToken(string name, params string[] roles) => helpers.Issuer.Issue(name, roles);

    /// <summary>The same with something changed before it is signed.</summary>
    public string IssueStaffToken(Action<SecurityTokenDescriptor> change, string name, params string[] roles) => helpers.Issuer.Issue(name, roles, change);

    /// <summary>From now on staff tokens are signed with a new key, as after a rotation at Entra ID.</summary>
    public void RotateStaffKeys() => helpers.Issuer.Rotate();

    /// <summary>Runs a timer function now.</summary>
    public Task InvokeTimerAsync(string functionName, CancellationToken cancellationToken = default) =>
        host.Services.GetRequiredService<TimerFunctions>().InvokeAsync(functionName, cancellationToken);

    /// <summary>Has the listener of a queue look at once, instead of at the end of its polling interval.</summary>
    public void PollNow(string queueName)
    {
        foreach (var listener in Listeners.Where(listener => listener.QueueName == queueName))
        {
            listener.PollNow();
        }
    }

    /// <summary>Waits until the queues are empty and nothing runs. Poison queues do not count.</summary>
    /// <param name="queueNames">By default all; some are much cheaper, where a test knows that nothing else can be waiting.</param>
    /// <exception cref="TimeoutException">Something is still there at the deadline (2 minutes by default); says what.</exception>
    public Task WaitUntilIdleAsync(IReadOnlyList<string>? queueNames = null, TimeSpan? deadline = null)
    {
        var listeners = Listeners.Where(listener => queueNames?.Contains(listener.QueueName, StringComparer.Ordinal) ?? true);
        return new IdleWatch([.. listeners], host.Services.GetRequiredService<FunctionInvoker>()).WaitAsync(deadline ?? TimeSpan.FromMinutes(2));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await helpers.DisposeAsync();
        address.Dispose();
        await worker.Ended;
    }

    /// <summary>What the real host gives its workers by their environment, and a process has only once.</summary>
    private static Task<WorkerGateway> StartGatewayAsync()
    {
        Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", AppContext.BaseDirectory);
        Environment.SetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        return WorkerGateway.StartAsync();
    }
}
