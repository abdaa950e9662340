using Kencom.LocalHost.Host.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Kencom.LocalHost.Host.Http;

/// <summary>HTTP functions as endpoints under the route prefix: the worker is told of the invocation, and gets the request at its own address.</summary>
internal sealed class HttpFunctions(FunctionCatalogue catalogue, FunctionInvoker invoker, WorkerForwarder forwarder, Drain drain)
{
    public void Map(IEndpointRouteBuilder routes, string prefix)
    {
        foreach (var function in catalogue.Of(HostedFunction.HttpTrigger))
        {
            routes.Map($"{prefix}/{function.Text("route") ?? function.Name}", http => RunAsync(function, http))
                .WithDisplayName(function.Name)
                .WithMetadata(new AllowedMethods(function.Texts("methods")));
        }
    }

    private async Task RunAsync(HostedFunction function, HttpContext http)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Cancelled);
        var forwarding = Task.CompletedTask;
        try
        {
            await invoker.InvokeAsync(function, new TypedData { Http = new RpcHttp() }, Complete, cancellation.Token);
            await forwarding;
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            // The host says nothing of the fault to the caller; the invoker has logged it.
            await forwarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!http.Response.HasStarted)
            {
                // The real host makes 500 of both, before any app can say a word; on Azure its edge lets no malformed body through.
                http.Response.Clear();
                http.Response.StatusCode = WorkerForwarder.IsCallersFault(http) ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError;
            }
        }

        void Complete(InvocationRequest request)
        {
            foreach (var (name, value) in http.Request.RouteValues)
            {
                // Route values are sent as strings: the worker gives a parameter of type string nothing else.
                request.TriggerMetadata[name] = new TypedData { String = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "" };
            }

            if (request.TraceContext.TraceParent.Length == 0)
            {
                request.TraceContext.TraceParent = http.Request.Headers.TraceParent.ToString();
                request.TraceContext.TraceState = http.Request.Headers.TraceState.ToString();
            }

            forwarding = forwarder.ForwardAsync(http, request.InvocationId);
        }
    }
}

/// <summary>The methods of an HTTP function; none named means all.</summary>
internal sealed record AllowedMethods(IReadOnlyList<string> Methods)
{
    public bool Contains(string method) => Methods.Count == 0 || Methods.Contains(method, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The host answers a wrong method like an unknown route: 404, not 405.</summary>
internal sealed class AllowedMethodsPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => -1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<AllowedMethods>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Endpoint.Metadata.GetMetadata<AllowedMethods>() is { } allowed && !allowed.Contains(httpContext.Request.Method))
            {
                candidates.SetValidity(i, value: false);
            }
        }

        return Task.CompletedTask;
    }
}
