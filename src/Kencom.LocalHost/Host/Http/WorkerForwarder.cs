using System.Net.Sockets;
using Kencom.LocalHost.Host.Worker;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Kencom.LocalHost.Host.Http;

/// <summary>Passes requests on to the worker's own HTTP endpoint, with the real host's limits and headers.</summary>
internal sealed class WorkerForwarder(IHttpForwarder forwarder, WorkerChannel channel) : IDisposable
{
    private const string InvocationId = "x-ms-invocation-id";
    private const int ConnectTries = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = ConnectAsync,
    });

    /// <exception cref="LocalHostException">The worker serves no HTTP.</exception>
    /// <exception cref="HttpRequestException">The worker did not answer.</exception>
    public async Task ForwardAsync(HttpContext http, string invocationId)
    {
        var endpoint = channel.HttpEndpoint ?? throw new LocalHostException("HTTP functions need ConfigureFunctionsWebApplication() in Program.cs, before any UseMiddleware().");
        var error = await forwarder.SendAsync(http, endpoint.AbsoluteUri, client, Config, new AsTheHost(invocationId));

        if (error != ForwarderError.None && !http.RequestAborted.IsCancellationRequested)
        {
            throw new HttpRequestException($"The worker did not answer ({error}).", http.GetForwarderErrorFeature()?.Exception);
        }
    }

    /// <summary>The caller's own fault: a body that cannot be read, as in malformed chunks.</summary>
    public static bool IsCallersFault(HttpContext http) => http.GetForwarderErrorFeature()?.Error == ForwarderError.RequestBodyClient;

    public void Dispose() => client.Dispose();

    /// <summary>A worker that has just started may not listen yet.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (attempt < ConnectTries)
            {
                socket.Dispose();
                await Task.Delay(pause, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Like the real host: it names the invocation, and what a client says of addresses before it counts for nothing.</summary>
    private sealed class AsTheHost(string invocationId) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            var headers = proxyRequest.Headers;
            Set(InvocationId, invocationId);
            Set("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
            Set("X-Forwarded-Proto", httpContext.Request.Scheme);
            Set("X-Forwarded-Host", httpContext.Request.Host.Value);

            void Set(string name, string? value)
            {
                headers.Remove(name);
                headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
