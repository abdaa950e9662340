using Azure;
using Kencom.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Kencom.Functions.Http;

/// <summary>
/// Around every HTTP function: answers are never stored, shown as a page or framed, and a fault becomes a problem document that tells nothing of the
/// inside (API-1).
/// Faults of queue and timer functions pass: the host retries those.
/// </summary>
public sealed partial class ProblemMiddleware(ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            var error = fault is RequestFailedException { Status: 429 or 503 } ? Errors.Busy : Errors.Unexpected;
            Log.Failed(logger, fault, context.FunctionDefinition.Name, error.Code);
            await new Problem(error).ExecuteAsync(http);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{FunctionName} failed and was answered with {Code}.")]
        public static partial void Failed(ILogger logger, Exception fault, string functionName, string code);
    }
}
