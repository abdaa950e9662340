using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Kencom.Functions.Tests.Telemetry;

/// <summary>
/// Everything that an app says of itself while this lives, each as a text with all that it holds: its log entries of every level, and the spans and
/// measurements of the whole process (those are not an app's). Spans are made for callers that send <see cref="TraceState"/>: to make more of them for
/// others would change the tests that run meanwhile.
/// </summary>
internal sealed class CapturedTelemetry : ILoggerProvider, ISupportExternalScope
{
    public const string TraceState = "kencom=captured";

    private readonly ConcurrentDictionary<ActivityTraceId, bool> traces = new();
    private readonly ConcurrentQueue<LogEntry> logs = new();
    private readonly ConcurrentQueue<Span> spans = new();
    private readonly ConcurrentQueue<string> measurements = new();
    private readonly ActivityListener spanListener;
    private readonly MeterListener meterListener = new();
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public CapturedTelemetry()
    {
        spanListener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref span) => (span.Parent.TraceState == TraceState && traces.TryAdd(span.TraceId, true)) || traces.ContainsKey(span.TraceId)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = span => spans.Enqueue(new Span(span.DisplayName, span.TraceId.ToHexString(), Describe(span))),
        };
        ActivitySource.AddActivityListener(spanListener);
        meterListener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Kencom", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meterListener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => measurements.Enqueue($"{instrument.Name} {Describe(tags.ToArray())}"));
        meterListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measurements.Enqueue($"{instrument.Name} {Describe(tags.ToArray())}"));
        meterListener.Start();
    }

    public IReadOnlyCollection<LogEntry> Logs => logs;

    public IReadOnlyCollection<Span> Spans => spans;

    public IReadOnlyCollection<string> Measurements => measurements;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
        spanListener.Dispose();
        meterListener.Dispose();
    }

    private static string Describe(Activity span) => string.Join(
        '\n',
        [
            span.Source.Name, span.DisplayName, span.OperationName, span.StatusDescription, Describe(span.TagObjects), Describe(span.Baggage),
            .. span.Events.Select(happened => $"{happened.Name} {Describe(happened.Tags)}"),
            .. span.Links.Select(link => $"{link.Context.TraceId} {Describe(link.Tags ?? [])}"),
        ]);

    private static string Describe<T>(IEnumerable<KeyValuePair<string, T>> values) => string.Join(' ', values.Select(value => $"{value.Key}={value.Value}"));

    private sealed class Logger(CapturedTelemetry captured, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => captured.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { category, formatter(state, exception), Describe(state), exception?.ToString() ?? "" };
            captured.scopes.ForEachScope((scope, list) => list.Add(Describe(scope)), parts);
            captured.logs.Enqueue(new LogEntry(category, eventId.Name, string.Join('\n', parts)));
        }

        private static string Describe(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> values ? CapturedTelemetry.Describe(values) : state?.ToString() ?? "";
    }
}

internal sealed record LogEntry(string Category, string? Event, string Text);

internal sealed record Span(string Name, string TraceId, string Text);
