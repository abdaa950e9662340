using System.Diagnostics.Metrics;

namespace Kencom.Core.Storage;

/// <summary>Metrics of storage under the name <see cref="Name"/>. Alerts watch them by name (INF-4; a test of the infrastructure compares).</summary>
public static class StorageTelemetry
{
    public const string Name = "Kencom.Storage";

    private static readonly Meter Meter = new(Name);
    private static readonly Gauge<long> Messages = Meter.CreateGauge<long>("kencom.queues.messages", "{message}", "Messages in a queue, those that wait unseen included");

    internal static void ReportMessages(string queue, long count) => Messages.Record(count, new KeyValuePair<string, object?>("queue", queue));
}
