using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host;

/// <summary>Runs a function within the worker's middleware, and knows how many run.</summary>
internal sealed partial class FunctionInvoker
{
    public const string ActivitySourceName = "Microsoft.Azure.Functions.Worker";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly FunctionExecutionDelegate _pipeline;
    private readonly IServiceScopeFactory _scopes;
    private readonly ParameterBinder _binder;
    private readonly ILogger<FunctionInvoker> _logger;
    private long _started;
    private int _running;

    public FunctionInvoker(
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        IServiceScopeFactory scopes,
        ParameterBinder binder,
        ILogger<FunctionInvoker> logger)
    {
        _scopes = scopes;
        _binder = binder;
        _logger = logger;
        _pipeline = middleware.Reverse().Aggregate((FunctionExecutionDelegate)ExecuteAsync, (next, step) => step(next));
    }

    /// <summary>How many functions were ever started: unchanged over a while means that none was.</summary>
    public long Started => Interlocked.Read(ref _started);

    public int Running => Volatile.Read(ref _running);

    public LocalFunctionContext CreateContext(
        LocalFunction function, object trigger, IReadOnlyDictionary<string, object?> bindingData, CancellationToken cancellationToken) =>
        new(function, trigger, bindingData, _scopes.CreateAsyncScope(), cancellationToken);

    public async Task InvokeAsync(LocalFunctionContext context)
    {
        Interlocked.Increment(ref _started);
        Interlocked.Increment(ref _running);
        using var activity = Source.StartActivity($"function {context.Function.Name}");
        activity?.SetTag("faas.name", context.Function.Name);
        activity?.SetTag("faas.invocation_id", context.InvocationId);
        try
        {
            await _pipeline(context);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            Log.Failed(_logger, e, context.Function.Name, context.InvocationId);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task ExecuteAsync(FunctionContext functionContext)
    {
        var context = (LocalFunctionContext)functionContext;
        var method = context.Function.Method;
        var arguments = await _binder.BindAsync(context);
        var instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(context.InstanceServices, method.DeclaringType!);
        try
        {
            var returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            context.Result.Value = await ValueOfAsync(returned);
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (instance is IDisposable disposable)
                disposable.Dispose();
        }
    }

    private static async Task<object?> ValueOfAsync(object? returned)
    {
        if (returned is not Task task)
            return returned;
        await task;
        return task.GetType().GetProperty(nameof(Task<>.Result)) is { } result && result.PropertyType.Name != "VoidTaskResult"
            ? result.GetValue(task)
            : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The function {Function} failed (invocation {InvocationId}).")]
        public static partial void Failed(ILogger logger, Exception exception, string function, string invocationId);
    }
}
