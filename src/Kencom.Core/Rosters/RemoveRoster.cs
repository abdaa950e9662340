namespace Kencom.Core.Rosters;

/// <summary>
/// Removes the roster of an insurer whose contract has ended (RST-11), in steps of bounded work: a part of its cards, some of its links, then what says that
/// there was one. Its files must be gone before (<see cref="Files.RemoveFiles"/>), or one of them would write it anew.
/// </summary>
public sealed class RemoveRoster(RosterBlobs blobs, RosterHeadStore heads, RosterStore roster, RosterLinks links, RosterParts parts)
{
    private const int LinksAtOnce = 2_000;

    /// <summary>Does one step; can be repeated at any point.</summary>
    /// <param name="forgetAsync">Is given the keys of the persons whose rows go next, and deletes what hangs on them before (claims, codes, results).</param>
    /// <returns>False when nothing is left.</returns>
    public async Task<bool> StepAsync(string insurerNumber, Func<IReadOnlyCollection<string>, CancellationToken, Task> forgetAsync, CancellationToken cancellationToken)
    {
        var head = await heads.GetAsync(insurerNumber, cancellationToken);
        if (await blobs.FindAnyStateAsync(insurerNumber, cancellationToken) is (var name, var state))
        {
            await forgetAsync(PersonsOf(state), cancellationToken);
            await roster.DeleteCardsAsync(head.HashVersion, state.Cards.Select(card => card.CardKey), cancellationToken);
            await links.DeleteAsync(insurerNumber, head.HashVersion, state);
            await blobs.DeleteStateAsync(name, cancellationToken); // Last: it alone tells which cards there are.
            return true;
        }

        if (head.Parts == 0)
        {
            return false;
        }

        if (!await roster.DeleteLinksAsync(head.HashVersion, parts.OwnerOf(head.HashVersion, insurerNumber), LinksAtOnce, cancellationToken))
        {
            await heads.DeleteAsync(insurerNumber);
        }

        return true;
    }

    private static HashSet<string> PersonsOf(RosterState state) =>
        [.. state.Cards.SelectMany(card => CardPayload.Read(card.Payload.Span)).Where(person => !person.IsUndecided).Select(person => RosterKeys.FormatPerson(person.Key))];
}
