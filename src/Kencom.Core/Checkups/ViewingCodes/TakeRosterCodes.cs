using System.Collections.Concurrent;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Rosters;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>
/// Takes the codes that stood in a roster as from a viewing-code file (FILE-3): the same again changes nothing, another one ends the older. Can be repeated.
/// </summary>
/// <remarks>The roster is applied by then, so that its codes wait for nobody: whether too many end was asked of the roster (<see cref="CodesInRosters"/>).</remarks>
public sealed class TakeRosterCodes(RosterCodes rosterCodes, ViewingCodeStore codes, ResultRetention retention)
{
    private const int AtOnce = 8;

    public async Task HandleAsync(RosterCodesMessage message, CancellationToken cancellationToken)
    {
        var brought = await rosterCodes.ReadAsync(message, cancellationToken);
        var known = new ConcurrentBag<RetainedPerson>();
        await Parallel.ForEachAsync(brought, AtMost(cancellationToken), async (code, token) =>
        {
            if (ViewingCodeStore.WouldChange(await codes.FindAsync(code.PersonKey, token), [.. code.Hashes]) is not CodeChange.Unchanged)
            {
                known.Add(new RetainedPerson(code.PersonKey, code.CardKey, JapanTime.DateOf(message.ReceivedAt)));
            }
        });

        // First, so that no code is ever there which nobody would delete (CK-7).
        await retention.AddAsync($"{message.FileId}-codes-{message.Part:d3}", [.. known.OrderBy(person => person.PersonKey, StringComparer.Ordinal)]);
        await Parallel.ForEachAsync(
            brought, AtMost(cancellationToken), async (code, _) => await codes.IssueAsync(code.PersonKey, code.Hashes, message.ReceivedAt, message.Sequence));
        await rosterCodes.DeleteAsync(message, cancellationToken);
    }

    private static ParallelOptions AtMost(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
