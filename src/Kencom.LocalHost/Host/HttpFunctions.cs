using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.LocalHost.Host;

/// <summary>HTTP functions as endpoints under the route prefix.</summary>
internal sealed class HttpFunctions(FunctionCatalogue catalogue, FunctionInvoker invoker, Drain drain)
{
    public void Map(IEndpointRouteBuilder routes, string prefix)
    {
        foreach (var function in catalogue.Functions.Where(f => f.Trigger is HttpTriggerAttribute))
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            routes.Map($"{prefix}/{trigger.Route ?? function.Name}", http => RunAsync(function, http))
                .WithDisplayName(function.Name)
                .WithMetadata(new AllowedMethods(trigger.Methods ?? []));
        }
    }

    private async Task RunAsync(LocalFunction function, HttpContext http)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Cancelled);
        await using var context = invoker.CreateContext(
            function, http, new RouteValueDictionary(http.Request.RouteValues), cancellation.Token);

        // One scope for both: services of the request are those of the invocation.
        http.Features.Set<IServiceProvidersFeature>(new ServiceProvidersFeature { RequestServices = context.InstanceServices });
        try
        {
            await invoker.InvokeAsync(context);
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            // The host says nothing of the fault to the caller; the invoker has logged it.
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
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
                candidates.SetValidity(i, value: false);
        }

        return Task.CompletedTask;
    }
}
