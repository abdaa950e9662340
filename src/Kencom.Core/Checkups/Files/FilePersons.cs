using Kencom.Core.Cards;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Files;
using Kencom.Core.Rosters;

namespace Kencom.Core.Checkups.Files;

/// <summary>Who a row is about.</summary>
/// <param name="PersonKey">Null for nobody.</param>
/// <param name="CardKey">The card on which an insurer's person was found: it tells of the coverage later.</param>
/// <param name="New">A group's person who is to be added.</param>
/// <param name="IsAmbiguous">Several could be meant.</param>
internal sealed record FoundPerson(string? PersonKey, string? CardKey = null, GroupPerson? New = null, bool IsAmbiguous = false);

/// <summary>Finds the persons of rows: an insurer's in its roster, lapsed ones too; a group's are whoever the files say (FILE-1).</summary>
public sealed class FilePersons(RosterStore rosters, GroupPersons groupPersons)
{
    internal async Task<FoundPerson> FindAsync(DroppedFile file, FilePerson person, CancellationToken cancellationToken)
    {
        if (file.GroupCode is { } group)
        {
            var resolved = await groupPersons.ResolveAsync(group, person.KanaName, person.BirthDate, person.PersonId, cancellationToken);
            return new FoundPerson(resolved.PersonKey, New: resolved.New, IsAmbiguous: resolved.PersonKey is null);
        }

        return await FindAsync(person, cancellationToken);
    }

    internal async Task<FoundPerson> FindAsync(FilePerson person, CancellationToken cancellationToken)
    {
        var card = person.Card!.ToCard();
        var found = await rosters.FindCardAsync(card.InsurerNumber, card.Symbol, card.Number, cancellationToken);
        var match = found?.FindRow(person.KanaName, person.BirthDate, person.PersonId, person.BranchNumber);
        return new FoundPerson(match?.Key, match is null ? null : found!.Key);
    }

    /// <summary>The person's key, when a group's new person is written.</summary>
    internal async Task<string> EnsureAsync(string? groupCode, FilePerson person, string personKey, GroupPerson? added) =>
        added is null ? personKey : await groupPersons.AddAsync(groupCode!, person.KanaName, person.BirthDate, added);
}
