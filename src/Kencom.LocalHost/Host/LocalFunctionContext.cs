using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.LocalHost.Host;

/// <summary>One invocation: its own scope of services, what triggered it, and what it returned.</summary>
internal sealed class LocalFunctionContext(
    LocalFunction function,
    object trigger,
    IReadOnlyDictionary<string, object?> bindingData,
    AsyncServiceScope scope,
    CancellationToken cancellationToken) : FunctionContext, IAsyncDisposable
{
    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function.Id;

    public override FunctionDefinition FunctionDefinition => function;

    public override IServiceProvider InstanceServices { get; set; } = scope.ServiceProvider;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeatureList();

    public override CancellationToken CancellationToken => cancellationToken;

    public override BindingContext BindingContext { get; } = new Bindings(bindingData);

    public override TraceContext TraceContext { get; } = new Trace(Activity.Current);

    public LocalFunction Function => function;

    /// <summary>The HttpContext, queue message or timer that the function runs for.</summary>
    public object Trigger => trigger;

    public InvocationResult Result { get; } = new ReturnedValue();

    public HttpContext? HttpContext => trigger as HttpContext;

    public ValueTask DisposeAsync() => scope.DisposeAsync();

    private sealed class ReturnedValue : InvocationResult
    {
        public override object? Value { get; set; }
    }

    private sealed class Bindings(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class Trace(Activity? parent) : TraceContext
    {
        public override string TraceParent => parent?.Id ?? string.Empty;

        public override string TraceState => parent?.TraceStateString ?? string.Empty;
    }

    private sealed class FeatureList : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
