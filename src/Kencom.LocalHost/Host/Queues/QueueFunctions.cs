using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host.Queues;

/// <summary>All queue listeners: started when the address answers, stopped before it is closed.</summary>
internal sealed class QueueFunctions : IHostedLifecycleService
{
    private readonly HostTimes times;
    private readonly Drain drain;
    private Task running = Task.CompletedTask;

    public QueueFunctions(
        FunctionCatalogue catalogue, FunctionInvoker invoker, HostJson host, IConfiguration configuration, HostTimes times, Drain drain,
        ILoggerFactory loggers)
    {
        this.times = times;
        this.drain = drain;
        var logger = loggers.CreateLogger<QueueListener>();
        Listeners = [.. catalogue.Of(HostedFunction.QueueTrigger).Select(function => new QueueListener(
            function,
            NameResolver.Resolve(function.Text("queueName")!, configuration),
            QueueConnection.ClientFor(function.Text("connection"), configuration),
            invoker,
            host.Queues,
            times,
            drain,
            logger))];
    }

    public IReadOnlyList<QueueListener> Listeners { get; }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        running = Task.WhenAll(Listeners.Select(listener => Task.Run(listener.RunAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.Stop();
        await Task.WhenAny(running, Task.Delay(times.Drain, cancellationToken));
        drain.Cancel();

        // What ignores its token is left behind: its message comes back when the lease ends.
        await Task.WhenAny(running, Task.Delay(times.Abandon, cancellationToken));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
