using System.Diagnostics.Metrics;

namespace Kencom.Core.Rosters;

/// <summary>Metrics of imports under the name <see cref="Name"/>: alerts watch the files that wait, were rejected or are stuck (INF-4, RST-6, RST-16).</summary>
public static class RosterTelemetry
{
    public const string Name = "Kencom.Rosters";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Reached = Meter.CreateCounter<long>("kencom.roster_files.reached", "{file}", "Roster files that reached a state");
    private static readonly Counter<long> WaitNearlyOver = Meter.CreateCounter<long>("kencom.roster_files.wait_nearly_over", "{file}", "Roster files whose time to be decided on ends within a day");
    private static readonly Counter<long> Stuck = Meter.CreateCounter<long>("kencom.roster_files.stuck", "{file}", "Times that work on a partly applied roster file kept failing");

    internal static void CountReached(RosterFileState state) => Reached.Add(1, new KeyValuePair<string, object?>("state", state.ToString()));

    internal static void CountWaitNearlyOver() => WaitNearlyOver.Add(1);

    internal static void CountStuck() => Stuck.Add(1);
}
