using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <param name="LastSuccess">Null for one that never went through.</param>
public sealed record SweepStanding(string Name, DateTimeOffset? LastSuccess);

/// <summary>Shows when each sweep last went through (STF-6), by name; those too that never did.</summary>
public sealed class ListSweeps(SweepRuns runs, IEnumerable<Sweep> sweeps)
{
    public async Task<IReadOnlyList<SweepStanding>> HandleAsync(CancellationToken cancellationToken)
    {
        var found = await runs.ListAsync(cancellationToken).ToDictionaryAsync(run => run.Name, run => run.LastSuccess, StringComparer.Ordinal, cancellationToken);
        return [.. sweeps.Select(sweep => sweep.Name).Union(found.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new SweepStanding(name, found.TryGetValue(name, out var at) ? at : null))];
    }
}
