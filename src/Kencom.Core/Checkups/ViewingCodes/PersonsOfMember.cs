using Kencom.Core.Cards;
using Kencom.Core.Members;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>Which persons of the insurers' files a member may be: the claimed ones, or in a group who has the name and birth date.</summary>
public sealed class PersonsOfMember(GroupPersons groupPersons, ViewingCodeStore codes)
{
    public async Task<IReadOnlyList<string>> ListAsync(Member member, CancellationToken cancellationToken) =>
        member.GroupCode is not { } group ? member.PersonKeys
        : KanaName.TryParse(member.KanaName, out var name) ? await groupPersons.FindAsync(group, name, member.BirthDate, cancellationToken)
        : [];

    /// <summary>The same with each one's code, as far as one has come.</summary>
    internal async Task<IReadOnlyList<(string Key, ViewingCode? Code)>> ListCodesAsync(Member member, CancellationToken cancellationToken)
    {
        var keys = await ListAsync(member, cancellationToken);
        var found = await Task.WhenAll(keys.Select(key => codes.FindAsync(key, cancellationToken)));
        return [.. keys.Zip(found)];
    }
}
