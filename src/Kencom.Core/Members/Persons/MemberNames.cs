using System.Globalization;
using Azure.Data.Tables;
using Kencom.Core.Cards;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>Leads from a name to a member.</summary>
internal sealed record MemberName(string MemberId);

/// <summary>
/// Finds members by what they say on the phone: insurer, kana name and birth date (STF-3). Rows lie under a keyed hash of the three, by the name's last step: another
/// spelling is no other name; and by insurer (RST-11). A group's member has none.
/// </summary>
public sealed class MemberNames(TableServiceClient tables, KeyedHasher hasher) : IMemberData
{
    private const string Purpose = "member-name";

    private readonly Rows<MemberName> rows = new(tables, TableNames.MemberNames, MemberJson.Default.MemberName);

    /// <summary>Can be repeated.</summary>
    public async Task AddAsync(Member member)
    {
        if (PartsOf(member) is { } parts)
        {
            await rows.PutAsync(new RowKey(hasher.Hash(Purpose, parts), member.Id), new MemberName(member.Id));
            await rows.PutAsync(new RowKey(OfInsurer(member.InsurerNumber!), member.Id), new MemberName(member.Id));
        }
    }

    /// <returns>The one member of that name; null for none, and for several.</returns>
    public async Task<string?> FindAsync(InsurerNumber insurer, KanaName name, DateOnly birthDate, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(hasher.HashesOfAllVersions(Purpose, Parts(insurer.Value, name, birthDate))
            .Select(partition => rows.ListAsync(RowRange.Partition(partition), cancellationToken).Select(row => row.Value.MemberId).Take(2).ToListAsync(cancellationToken).AsTask()));
        var members = found.SelectMany(ids => ids).Distinct(StringComparer.Ordinal).ToList();
        return members.Count == 1 ? members[0] : null;
    }

    /// <summary>The ids of an insurer's members, in their order.</summary>
    /// <param name="after">The id to go on behind; empty for the first.</param>
    public IAsyncEnumerable<string> ListOfInsurerAsync(string insurerNumber, string after, CancellationToken cancellationToken) =>
        rows.ListAsync(RowRange.Rows(OfInsurer(insurerNumber), after.Length == 0 ? "0" : $"{after}~", "~"), cancellationToken).Select(row => row.Value.MemberId);

    public async Task ForgetAsync(Member member)
    {
        if (PartsOf(member) is { } parts)
        {
            await Task.WhenAll(hasher.HashesOfAllVersions(Purpose, parts).Append(OfInsurer(member.InsurerNumber!)).Select(partition => rows.DeleteAsync(new RowKey(partition, member.Id))));
        }
    }

    private static string OfInsurer(string insurerNumber) => $"of-{insurerNumber}";

    private static string[]? PartsOf(Member member) =>
        member.InsurerNumber is { } insurer && KanaName.TryParse(member.KanaName, out var name) ? Parts(insurer, name, member.BirthDate) : null;

    private static string[] Parts(string insurer, KanaName name, DateOnly birthDate) =>
        [insurer, name.Step3, birthDate.ToString("O", CultureInfo.InvariantCulture)];
}
