using System.Diagnostics;
using Kencom.LocalHost.Host.Worker;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host;

/// <summary>Has the worker run functions, and knows how many run.</summary>
internal sealed partial class FunctionInvoker(WorkerChannel channel, HostJson host, ILogger<FunctionInvoker> logger)
{
    public const string ActivitySourceName = "Kencom.LocalHost";

    /// <summary>What a cancelled function has to end by itself after its time is up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private long started;
    private int running;

    /// <summary>How many functions were ever started: unchanged over a while means that none was.</summary>
    public long Started => Interlocked.Read(ref started);

    public int Running => Volatile.Read(ref running);

    /// <param name="input">What the trigger's parameter gets.</param>
    /// <param name="complete">Adds what else the function is told.</param>
    /// <param name="cancellationToken">Cancels the function, which the worker may ignore.</param>
    /// <exception cref="FunctionFailedException">The function failed, in the worker's words.</exception>
    /// <exception cref="LocalHostException">The worker has ended.</exception>
    public async Task InvokeAsync(HostedFunction function, TypedData input, Action<InvocationRequest>? complete, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref started);
        Interlocked.Increment(ref running);
        using var activity = Source.StartActivity($"host {function.Name}");
        try
        {
            var request = new InvocationRequest
            {
                InvocationId = Guid.NewGuid().ToString(),
                FunctionId = function.Id,
                InputData = { new ParameterBinding { Name = function.TriggerParameter, Data = input } },
                TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? "", TraceState = Activity.Current?.TraceStateString ?? "" },
            };
            complete?.Invoke(request);
            await InvokeAsync(function, request, cancellationToken);
        }
        catch
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    /// <summary>
    /// A function that is still running when host.json's functionTimeout is over is cancelled and counts as failed. The real host then ends the whole worker, and
    /// with it a function that ignores its token; here that one goes on until the host stops, because other tests or pages may be using the worker.
    /// </summary>
    private async Task InvokeAsync(HostedFunction function, InvocationRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(host.FunctionTimeout);
        InvocationResponse response;
        try
        {
            response = await channel.InvokeAsync(request, limit.Token).WaitAsync(host.FunctionTimeout + Grace, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Log.TooLong(logger, function.Name, request.InvocationId, host.FunctionTimeout);
            throw new FunctionFailedException($"{function.Name} ran longer than {host.FunctionTimeout}.");
        }

        if (response.Result is not { Status: StatusResult.Types.Status.Success })
        {
            var fault = response.Result?.Exception;
            Log.Failed(logger, function.Name, request.InvocationId, fault?.Type ?? "", fault?.Message ?? "", fault?.StackTrace ?? "");
            throw new FunctionFailedException(fault?.Message ?? $"{function.Name} failed.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The function {Function} failed (invocation {InvocationId}): {Type}: {Message}\n{StackTrace}")]
        public static partial void Failed(ILogger logger, string function, string invocationId, string type, string message, string stackTrace);

        [LoggerMessage(2, LogLevel.Error, "The function {Function} (invocation {InvocationId}) did not end within {Limit}, the functionTimeout of host.json.")]
        public static partial void TooLong(ILogger logger, string function, string invocationId, TimeSpan limit);
    }
}

/// <summary>A function threw, was cancelled or ran too long; the host has logged it.</summary>
internal sealed class FunctionFailedException(string message) : Exception(message);
