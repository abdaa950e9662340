using System.Diagnostics.Metrics;

namespace Kencom.Core.Files;

/// <summary>Metrics of imports under the name <see cref="Name"/>: alerts watch the files that wait, were rejected or are stuck (INF-4, RST-6, RST-16).</summary>
public static class FileTelemetry
{
    public const string Name = "Kencom.Files";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Reached = Meter.CreateCounter<long>("kencom.files.reached", "{file}", "Files that reached a state");
    private static readonly Counter<long> WaitNearlyOver = Meter.CreateCounter<long>("kencom.files.wait_nearly_over", "{file}", "Files whose time to be decided on ends within a day");
    private static readonly Counter<long> Stuck = Meter.CreateCounter<long>("kencom.files.stuck", "{file}", "Times that work on a partly applied file kept failing");

    internal static void CountReached(DroppedFile file) =>
        Reached.Add(1, new("state", file.State.ToString()), new KeyValuePair<string, object?>("container", file.Container));

    internal static void CountWaitNearlyOver(DroppedFile file) => WaitNearlyOver.Add(1, new KeyValuePair<string, object?>("container", file.Container));

    internal static void CountStuck(DroppedFile file) => Stuck.Add(1, new KeyValuePair<string, object?>("container", file.Container));
}
