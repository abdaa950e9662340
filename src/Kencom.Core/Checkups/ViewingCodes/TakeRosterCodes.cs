using Kencom.Core.Rosters;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>
/// Takes the codes that stood in a roster as from a viewing-code file (FILE-3): the same again changes nothing, another one ends the older. Can be repeated.
/// </summary>
/// <remarks>The roster is applied by then, so that its codes wait for nobody: whoever doubts it has doubted the roster.</remarks>
public sealed class TakeRosterCodes(RosterCodes rosterCodes, ViewingCodeStore codes)
{
    private const int AtOnce = 8;

    public async Task HandleAsync(RosterCodesMessage message, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            await rosterCodes.ReadAsync(message, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (code, _) => await codes.IssueAsync(code.PersonKey, code.Hashes, message.ReceivedAt, message.Sequence));
        await rosterCodes.DeleteAsync(message, cancellationToken);
    }
}
