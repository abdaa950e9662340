using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host.Worker;

/// <summary>Where workers connect by gRPC: one endpoint of this machine for all hosts of a process.</summary>
internal sealed class WorkerGateway : IAsyncDisposable
{
    /// <summary>Larger than any message: a queue message has 64 KiB, bodies of requests do not pass here.</summary>
    public const int LargestMessage = 16 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, WorkerChannel> expected = new(StringComparer.Ordinal);
    private readonly ListenAddress address = ListenAddress.Free();
    private readonly WebApplication app;

    private WorkerGateway()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        address.Use(builder.WebHost);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = LargestMessage);
        app = builder.Build();
        app.MapGrpcService<Streams>();
    }

    public Uri Address => address.BaseAddress;

    public static async Task<WorkerGateway> StartAsync()
    {
        var gateway = new WorkerGateway();
        await gateway.app.StartAsync();
        return gateway;
    }

    /// <summary>Makes ready for one worker, which will name this id.</summary>
    public WorkerChannel Expect(string workerId, ILoggerFactory loggers) => expected[workerId] = new WorkerChannel(loggers);

    public void Forget(string workerId) => expected.TryRemove(workerId, out _);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        address.Dispose();
    }

    /// <summary>The host's side of the protocol's only call.</summary>
    private sealed class Streams(WorkerGateway gateway) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (!await requestStream.MoveNext(context.CancellationToken)
                || requestStream.Current.StartStream is not { } start
                || !gateway.expected.TryRemove(start.WorkerId, out var channel))
            {
                throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "No worker with this id is expected."));
            }

            await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
