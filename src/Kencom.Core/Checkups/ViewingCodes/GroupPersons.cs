using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using Kencom.Core.Cards;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>A person whom a group's files name.</summary>
/// <param name="NameHash">Of the name at the ladder's first step: it tells apart who differ only in what the last step forgives.</param>
/// <param name="IdHash">Of the 加入者ID; null without one.</param>
internal sealed record GroupPerson(string PersonKey, string NameHash, string? IdHash);

/// <summary>Whom a row of a group's file is about.</summary>
/// <param name="PersonKey">Null when several could be meant.</param>
/// <param name="New">The row to be added for it.</param>
internal sealed record FoundGroupPerson(string? PersonKey, GroupPerson? New);

/// <summary>
/// The persons of groups (FILE-1): nobody looks them up in a roster, so they are known by group code, name and birth date, and 加入者ID where one was given. A
/// person's key is made at first sight and never changes, whatever becomes of the hash keys.
/// </summary>
public sealed class GroupPersons(TableServiceClient tables, KeyedHasher hasher)
{
    private readonly Rows<GroupPerson> rows = new(tables, TableNames.GroupPersons, CheckupJson.Default.GroupPerson);

    /// <summary>Who may be meant by a group's member: those of the very name, else those whose name only the ladder's last step makes equal (EL-5).</summary>
    /// <remarks>Storage calls: 1 for each hash key in use.</remarks>
    public async Task<ImmutableArray<string>> FindAsync(string groupCode, KanaName name, DateOnly birthDate, CancellationToken cancellationToken)
    {
        var persons = await ListAsync(groupCode, name, birthDate, cancellationToken);
        var nameHashes = NameHashes(name);
        var named = persons.Where(person => nameHashes.Contains(person.NameHash)).ToArray();
        return [.. (named.Length > 0 ? named : [.. persons]).Select(person => person.PersonKey).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whom a file's row is about; changes nothing.</summary>
    /// <param name="personId">加入者ID, or null.</param>
    internal async Task<FoundGroupPerson> ResolveAsync(string groupCode, KanaName name, DateOnly birthDate, string? personId, CancellationToken cancellationToken)
    {
        var nameHashes = NameHashes(name);
        var named = (await ListAsync(groupCode, name, birthDate, cancellationToken)).Where(person => nameHashes.Contains(person.NameHash)).ToArray();
        var idHashes = personId is null ? [] : IdHashes(groupCode, personId);
        var keys = named.Select(person => person.PersonKey).Distinct(StringComparer.Ordinal).ToArray();
        if (personId is null)
        {
            return keys.Length switch
            {
                0 => New(groupCode, name, birthDate, null),
                1 => new FoundGroupPerson(keys[0], null),
                _ => new FoundGroupPerson(null, null),
            };
        }

        return Array.Find(named, person => person.IdHash is not null && idHashes.Contains(person.IdHash)) is { } same ? new FoundGroupPerson(same.PersonKey, null)
            : keys.Length == 1 && named.All(person => person.IdHash is null) ? Adopt(keys[0], groupCode, name, personId)
            : New(groupCode, name, birthDate, personId);
    }

    /// <summary>Adds a person who was found to be new; can be repeated.</summary>
    /// <returns>The key of who is there then.</returns>
    internal async Task<string> AddAsync(string groupCode, KanaName name, DateOnly birthDate, GroupPerson person) =>
        (await rows.AddAsync(new RowKey(Partition(groupCode, name, birthDate).First(), $"{person.NameHash}_{person.IdHash}"), person)).Row.Value.PersonKey;

    private async Task<List<GroupPerson>> ListAsync(string groupCode, KanaName name, DateOnly birthDate, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(Partition(groupCode, name, birthDate)
            .Select(partition => rows.ListAsync(RowRange.Partition(partition), cancellationToken).ToListAsync(cancellationToken).AsTask()));
        return [.. found.SelectMany(part => part).Select(row => row.Value)];
    }

    private FoundGroupPerson New(string groupCode, KanaName name, DateOnly birthDate, string? personId)
    {
        var idHash = personId is null ? null : IdHashes(groupCode, personId)[0];
        var key = Convert.ToHexStringLower(hasher.Derive("group-person", groupCode, name.Step1, Day(birthDate), personId ?? "").AsSpan(0, KeyedHasher.HashBytes));
        return new FoundGroupPerson($"g-{key}", new GroupPerson($"g-{key}", NameHashes(name)[0], idHash));
    }

    /// <summary>Known without a 加入者ID so far, and nobody else is in question.</summary>
    private FoundGroupPerson Adopt(string personKey, string groupCode, KanaName name, string personId) =>
        new(personKey, new GroupPerson(personKey, NameHashes(name)[0], IdHashes(groupCode, personId)[0]));

    private IEnumerable<string> Partition(string groupCode, KanaName name, DateOnly birthDate) =>
        hasher.HashesOfAllVersions("group-persons", groupCode, name.Step3, Day(birthDate));

    private string[] NameHashes(KanaName name) => [.. hasher.HashesOfAllVersions("group-person-name", name.Step1)];

    private string[] IdHashes(string groupCode, string personId) => [.. hasher.HashesOfAllVersions("group-person-id", groupCode, personId)];

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
