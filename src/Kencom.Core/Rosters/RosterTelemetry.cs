using System.Diagnostics.Metrics;

namespace Kencom.Core.Rosters;

/// <summary>Metrics of imports under the name <see cref="Name"/>: alerts watch the files that wait or were rejected (INF-4).</summary>
public static class RosterTelemetry
{
    public const string Name = "Kencom.Rosters";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Reached = Meter.CreateCounter<long>("kencom.roster_files.reached", "{file}", "Roster files that reached a state");

    internal static void CountReached(RosterFileState state) => Reached.Add(1, new KeyValuePair<string, object?>("state", state.ToString()));
}
