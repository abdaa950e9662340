using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;

namespace Kencom.Core.Checkups.Files;

/// <summary>Codes that stand in a roster are taken as from a viewing-code file (FILE-3): a roster that would end too many of them waits.</summary>
public sealed class CodesInRosters(RosterCodes rosterCodes, ViewingCodeStore codes, CodeShares shares) : ICarriedContent
{
    private const int AtOnce = 8;

    public string Container => ContainerNames.Rosters;

    public async Task<ImmutableSortedDictionary<string, int>> MeasureAsync(DroppedFile file, int part, ComparedPart compared, CancellationToken cancellationToken)
    {
        if (compared.Measures.GetValueOrDefault(RosterCodes.Measure) == 0)
        {
            return ImmutableSortedDictionary<string, int>.Empty;
        }

        var (issued, ended) = (0, new ConcurrentBag<ViewingCode>());
        await Parallel.ForEachAsync(
            await rosterCodes.ReadAsync(file, part, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (code, token) =>
            {
                var present = await codes.FindAsync(code.PersonKey, token);
                var change = ViewingCodeStore.WouldChange(present, [.. code.Hashes]);
                if (change is not CodeChange.Unchanged)
                {
                    Interlocked.Increment(ref issued);
                }

                if (change is CodeChange.Replaced)
                {
                    ended.Add(present!);
                }
            });
        return shares.Measure(issued, ended);
    }

    public async Task<ImmutableArray<FileDoubt>> JudgeAsync(DroppedFile file, CancellationToken cancellationToken) =>
        CarriesCodes(file) ? [await shares.JudgeAsync(file, cancellationToken)] : [];

    public Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken) => CarriesCodes(applied) ? shares.CountAsync(applied) : Task.CompletedTask;

    private static bool CarriesCodes(DroppedFile file) => file.Measures.GetValueOrDefault(RosterCodes.Measure) > 0;
}
