using System.Reflection;
using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Helpers.Mail;
using Kencom.LocalHost.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.LocalHost.Testing;

/// <summary>
/// The whole app in a test's own process, on a free port: the real <c>Program.cs</c> runs, real HTTP, real queues. Timers
/// wait to be invoked by hand. Several can run at once, on one storage account (instances of one app) or on several.
/// </summary>
public sealed class LocalFunctionApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly IHost _host;
    private readonly Task _entryPoint;
    private readonly LocalHelpers _helpers;
    private readonly ListenAddress _address;

    private LocalFunctionApp(IHost host, Task entryPoint, LocalHelpers helpers, ListenAddress address)
    {
        _host = host;
        _entryPoint = entryPoint;
        _helpers = helpers;
        _address = address;
    }

    public Uri BaseAddress => _address.BaseAddress;

    /// <summary>The app's own services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>What the app has "sent", newest first.</summary>
    public Mailbox Mails => _helpers.Mails;

    /// <summary>What the e-mail endpoint answers next.</summary>
    public MailFaults MailFaults => _helpers.MailEndpoint.Faults;

    /// <summary>Runs the assembly's entry point until the app answers.</summary>
    /// <exception cref="LocalHostException">The app cannot start; other exceptions are the entry point's own.</exception>
    public static async Task<LocalFunctionApp> StartAsync(Assembly functionsAssembly, LocalFunctionAppOptions options)
    {
        var address = ListenAddress.Free();
        try
        {
            return await StartAsync(functionsAssembly, options, address);
        }
        catch
        {
            address.Dispose();
            throw;
        }
    }

    /// <summary>A token as Entra ID would issue it for a member of staff.</summary>
    public string IssueStaffToken(string name, params string[] roles) => _helpers.Issuer.Issue(name, roles);

    /// <summary>The same with something changed before it is signed.</summary>
    public string IssueStaffToken(Action<SecurityTokenDescriptor> change, string name, params string[] roles) => _helpers.Issuer.Issue(name, roles, change);

    /// <summary>From now on staff tokens are signed with a new key, as after a rotation at Entra ID.</summary>
    public void RotateStaffKeys() => _helpers.Issuer.Rotate();

    /// <summary>Runs a timer function now.</summary>
    public Task InvokeTimerAsync(string functionName, CancellationToken cancellationToken = default) =>
        Services.GetRequiredService<TimerFunctions>().InvokeAsync(functionName, cancellationToken);

    /// <summary>Has the listener of a queue look at once, instead of at the end of its polling interval.</summary>
    public void PollNow(string queueName)
    {
        foreach (var listener in Services.GetRequiredService<QueueFunctions>().Listeners.Where(listener => listener.QueueName == queueName))
            listener.PollNow();
    }

    /// <summary>Waits until all queues of the app are empty and nothing runs. Poison queues do not count.</summary>
    /// <exception cref="TimeoutException">Something is still there at the deadline (2 minutes by default); says what.</exception>
    public Task WaitUntilQueuesAreIdleAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        WaitAsync(_ => true, deadline, cancellationToken);

    /// <summary>Waits until some queues are empty and nothing runs: much cheaper, where a test knows that nothing else can be waiting.</summary>
    /// <exception cref="TimeoutException">Something is still there after 2 minutes; says what.</exception>
    public Task WaitUntilIdleAsync(params IReadOnlyList<string> queueNames) =>
        WaitAsync(listener => queueNames.Contains(listener.QueueName, StringComparer.Ordinal), deadline: null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _entryPoint;
        await _helpers.DisposeAsync();
        _address.Dispose();
    }

    private Task WaitAsync(Func<QueueListener, bool> counts, TimeSpan? deadline, CancellationToken cancellationToken) =>
        new IdleWatch([.. Services.GetRequiredService<QueueFunctions>().Listeners.Where(counts)], Services.GetRequiredService<FunctionInvoker>())
            .WaitAsync(deadline ?? TimeSpan.FromMinutes(2), cancellationToken);

    private static async Task<LocalFunctionApp> StartAsync(Assembly assembly, LocalFunctionAppOptions options, ListenAddress address)
    {
        var settings = LocalSettings.Read(AppContext.BaseDirectory, samplesOnly: true);
        var helperOptions = TerminalLaunch.OptionsOf(settings, address.BaseAddress, options.StorageConnectionString);
        var helpers = new LocalHelpers(helperOptions);
        var overrides = TerminalLaunch.Overrides(settings, address, helperOptions);
        options.AddTo(overrides, helperOptions);

        IHost? host = null;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var launch = new Launch
        {
            Address = address,
            Settings = settings,
            Overrides = overrides,
            Helpers = helpers,
            Assembly = assembly,
            FunctionTypes = options.FunctionTypes ?? assembly.GetTypes(),
            ConfigureServices = options.ConfigureServices,
            RunTimers = false,
            Times = new HostTimes(options.MessageLease, options.Drain, options.Abandon, options.PollingInterval / 4),
            Built = app =>
            {
                host = app;
                app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => started.TrySetResult());
            },
        };

        var entryPoint = RunEntryPoint(options.EntryPoint ?? (args => RunMain(assembly, args)), launch);
        if (await Task.WhenAny(started.Task, entryPoint, Task.Delay(StartLimit)) == started.Task)
            return new LocalFunctionApp(host!, entryPoint, helpers, address);

        await helpers.DisposeAsync();
        if (!entryPoint.IsCompleted)
            throw new TimeoutException($"The app did not start within {StartLimit}.");
        await entryPoint;
        throw new InvalidOperationException("The entry point ended without running the app.");
    }

    /// <summary>On a thread of its own, because <c>Run()</c> blocks it; the launch flows with it.</summary>
    private static Task RunEntryPoint(Func<string[], Task> entryPoint, Launch launch)
    {
        Launch.Current = launch;
        try
        {
            return Task.Factory.StartNew(
                () => entryPoint([]).GetAwaiter().GetResult(),
                CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }
        finally
        {
            Launch.Current = null;
        }
    }

    private static Task RunMain(Assembly assembly, string[] args)
    {
        var main = assembly.EntryPoint ?? throw new ArgumentException($"{assembly.GetName().Name} has no entry point.", nameof(assembly));
        object[] arguments = main.GetParameters().Length == 0 ? [] : [args];
        return main.Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null) as Task ?? Task.CompletedTask;
    }
}
