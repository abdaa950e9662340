using Kencom.Core.Checkups.Files;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.ViewingCodes;

namespace Kencom.Core.Checkups;

/// <summary>What goes when a contract ends (RST-11): results and codes with their persons, as the roster names them step by step; the rest at the end.</summary>
public sealed class ForgetInsurer(CheckupStore checkups, ViewingCodeStore codes, KeptResults kept, CheckupHeadStore heads, PrintFileStore printFiles)
{
    private const int AtOnce = 8;

    /// <summary>Deletes results and codes of these persons; can be repeated.</summary>
    public Task PersonsAsync(IReadOnlyCollection<string> personKeys, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        personKeys,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (key, token) =>
        {
            await checkups.RemoveAllAsync(key, int.MaxValue, token);
            await codes.RemoveAsync(key);
        });

    /// <summary>Deletes what is kept of the insurer itself: rows that wait for a roster, print files, counts.</summary>
    public async Task RestAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        await kept.RemoveAsync(insurerNumber, cancellationToken);
        await printFiles.RemoveAsync(insurerNumber, cancellationToken);
        await heads.RemoveAsync(insurerNumber);
    }
}
