using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host;

/// <summary>The step of the worker's middleware that gives HTTP functions their HttpContext and writes what they return.</summary>
internal static partial class HttpIntegration
{
    private const string AddedKey = "__FunctionsAspNetCoreConfigured";

    public static void AddTo(FunctionsApplicationBuilder builder)
    {
        if (!builder.Properties.TryAdd(AddedKey, true))
            return;
        builder.Services.AddMvc();
        builder.Services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.All);
        builder.Use(next => context => InvokeAsync(context, next));
    }

    public static bool IsAddedTo(IDictionary<object, object> properties) => properties.ContainsKey(AddedKey);

    private static async Task InvokeAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (((LocalFunctionContext)context).HttpContext is not { } http)
        {
            await next(context);
            return;
        }

        context.Items[FunctionContextExtensions.HttpContextKey] = http;
        await next(context);
        switch (context.GetInvocationResult().Value)
        {
            case IActionResult result:
                await result.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
            case IResult result:
                await result.ExecuteAsync(http);
                break;
            case { } other:
                var logger = context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HttpIntegration));
                Log.ResultIgnored(logger, context.FunctionDefinition.Name, other.GetType().Name);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The function {Function} returned a {Type}, which is no HTTP result and was not sent.")]
        public static partial void ResultIgnored(ILogger logger, string function, string type);
    }
}
