using Azure;
using Kencom.Core;
using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Http;

/// <summary>
/// Around every HTTP function: answers are never stored, shown as a page or framed, and a fault becomes a problem document that tells nothing of the
/// inside, in time whatever storage does (API-1).
/// Faults of queue and timer functions pass: the host retries those.
/// </summary>
public sealed partial class ProblemMiddleware(IOptions<StorageOptions> storage, ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
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
        RequestDeadline.Begin(storage.Value.RequestPatience);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has hung up: there is nobody to answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            var error = Passes(fault) ? Errors.Busy : Errors.Unexpected;
            Log.Failed(logger, fault, context.FunctionDefinition.Name, error.Code);
            await new Problem(error).ExecuteAsync(http);
        }
    }

    /// <summary>Storage is not there, is too busy, or does not answer in time: it may be well again when the caller comes back.</summary>
    private static bool Passes(Exception fault) => fault switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        OperationCanceledException or TimeoutException => true,
        AggregateException { InnerExceptions: [.., var last] } => Passes(last), // One of each try.
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{FunctionName} failed and was answered with {Code}.")]
        public static partial void Failed(ILogger logger, Exception fault, string functionName, string code);
    }
}
