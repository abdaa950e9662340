using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host.Worker;

/// <summary>The conversation with one worker: what it is asked, what it answers, and what it logs.</summary>
internal sealed class WorkerChannel(ILoggerFactory loggers)
{
    private const string HttpUri = "HttpUri";

    private readonly Channel<StreamingMessage> outbound = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invoked = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker has connected.</summary>
    public Task Connected => connected.Task;

    /// <summary>The worker has gone, whatever the reason; it answers nothing any more.</summary>
    public Task Ended => ended.Task;

    /// <summary>Where the worker itself serves its HTTP functions; null when it has none.</summary>
    public Uri? HttpEndpoint { get; private set; }

    /// <summary>Carries messages both ways until either side ends the stream.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> requests, IServerStreamWriter<StreamingMessage> responses, CancellationToken cancellationToken)
    {
        connected.TrySetResult();
        var writing = WriteAsync(responses, cancellationToken);
        try
        {
            while (await requests.MoveNext(cancellationToken))
            {
                Receive(requests.Current);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The worker's process is gone.
        }

        End();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Introduces the host and learns the functions, as the worker describes them.</summary>
    /// <exception cref="LocalHostException">The worker refuses or ends.</exception>
    public async Task<IReadOnlyList<RpcFunctionMetadata>> InitializeAsync(string functionAppDirectory)
    {
        var init = (await AskAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = "4.0.0",
                WorkerDirectory = functionAppDirectory,
                FunctionAppDirectory = functionAppDirectory,
            },
        })).WorkerInitResponse;
        ThrowIfFailed(init.Result, "The worker did not start");
        HttpEndpoint = init.Capabilities.TryGetValue(HttpUri, out var uri) ? new Uri(uri) : null;

        var metadata = (await AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = functionAppDirectory },
        })).FunctionMetadataResponse;
        ThrowIfFailed(metadata.Result, "The worker could not list its functions");
        return metadata.FunctionMetadataResults;
    }

    /// <exception cref="LocalHostException">The worker cannot load the function, or ends.</exception>
    public async Task LoadAsync(HostedFunction function)
    {
        var request = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata };
        var loaded = (await AskAsync(new StreamingMessage { FunctionLoadRequest = request })).FunctionLoadResponse;
        ThrowIfFailed(loaded.Result, $"The function {function.Name} cannot be loaded");
    }

    /// <param name="cancellationToken">Tells the worker to cancel; the answer is still waited for.</param>
    /// <exception cref="LocalHostException">The worker has ended.</exception>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        invoked[request.InvocationId] = answer;
        try
        {
            Send(new StreamingMessage { InvocationRequest = request });
            await using (cancellationToken.Register(() => Cancel(request.InvocationId)))
            {
                return await OrEndAsync(answer.Task);
            }
        }
        finally
        {
            invoked.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Asks the worker to end by itself.</summary>
    public void Terminate() => outbound.Writer.TryWrite(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });

    private void Cancel(string invocationId) =>
        outbound.Writer.TryWrite(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });

    private async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[message.RequestId] = answer;
        Send(message);
        return await OrEndAsync(answer.Task);
    }

    private async Task<T> OrEndAsync<T>(Task<T> answer) =>
        await Task.WhenAny(answer, Ended) == answer ? await answer : throw new LocalHostException("The worker has ended.");

    private void Send(StreamingMessage message) => outbound.Writer.TryWrite(message);

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> responses, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in outbound.Reader.ReadAllAsync(cancellationToken))
            {
                await responses.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The stream is closed: reading has noticed it too.
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (invoked.TryGetValue(message.InvocationResponse.InvocationId, out var invocation))
                {
                    invocation.TrySetResult(message.InvocationResponse);
                }

                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                Log(message.RpcLog);
                break;
            default:
                if (asked.TryRemove(message.RequestId, out var question))
                {
                    question.TrySetResult(message);
                }

                break;
        }
    }

    /// <summary>The worker has applied its own levels; those of host.json come on top, as on the real host.</summary>
    private void Log(RpcLog log)
    {
        if (log.LogCategory == RpcLog.Types.RpcLogCategory.CustomMetric)
        {
            return;
        }

        var logger = loggers.CreateLogger(log.Category);
#pragma warning disable CA1848, CA2254 // The worker's own words, passed on.
        logger.Log((LogLevel)log.Level, log.Exception is null ? log.Message : $"{log.Message}{Environment.NewLine}{log.Exception.Message}");
#pragma warning restore CA1848, CA2254
    }

    private void End()
    {
        ended.TrySetResult();
        outbound.Writer.TryComplete();
    }

    private static void ThrowIfFailed(StatusResult? result, string what)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
        {
            throw new LocalHostException($"{what}: {result.Exception?.Message ?? result.Status.ToString()}");
        }
    }
}
