using System.Security.Cryptography;
using System.Text.Json;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>
/// Bad rows of which not even the card could be read: whoever they may be about by 加入者ID, or by name and birth date, is not missing (RST-6). To be
/// compared with any card they keep name and birth date, so the blob that holds them until the file is finished is sealed (RST-9).
/// </summary>
internal sealed class LooseRows
{
    /// <summary>With more of them nobody can be told to be missing.</summary>
    public const int Maximum = 1_000;

    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    private readonly List<LooseRow> rows;

    private LooseRows(List<LooseRow> rows) => this.rows = rows;

    public static LooseRows None { get; } = new([]);

    public bool AreTooMany => rows.Count > Maximum;

    public static LooseRows Of(IEnumerable<LooseRow> rows) => new([.. rows]);

    /// <param name="inAnyReading">Whatever name the row has: nobody takes the place of who may be in it.</param>
    /// <returns>The line of a row that may be about this person; null without any.</returns>
    public int? FindLine(UInt128 cardKey, RosterPerson person, bool inAnyReading, RosterHasher hasher)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        if (AreTooMany)
        {
            return rows[0].Line;
        }

        var salt = RosterHasher.Salt(cardKey);
        return rows.Find(row => row.MayBeAbout(person.Values, inAnyReading, salt, hasher))?.Line;
    }

    /// <param name="key">Of this file only (<see cref="KeyFor"/>).</param>
    public byte[] Seal(byte[] key)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(rows);
        var sealedRows = new byte[NonceBytes + TagBytes + text.Length];
        RandomNumberGenerator.Fill(sealedRows.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(sealedRows.AsSpan(0, NonceBytes), text, sealedRows.AsSpan(NonceBytes + TagBytes), sealedRows.AsSpan(NonceBytes, TagBytes));
        return sealedRows;
    }

    public static LooseRows Open(ReadOnlySpan<byte> sealedRows, byte[] key)
    {
        if (sealedRows.IsEmpty)
        {
            return None;
        }

        var text = new byte[sealedRows.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedRows[..NonceBytes], sealedRows[(NonceBytes + TagBytes)..], sealedRows.Slice(NonceBytes, TagBytes), text);
        return new LooseRows(JsonSerializer.Deserialize<List<LooseRow>>(text)!);
    }

    public static byte[] KeyFor(KeyedHasher hasher, DroppedFile file)
    {
        var key = new byte[SHA256.HashSizeInBytes];
        using var derive = hasher.ForBulk(file.HashVersion, "roster-loose-rows");
        derive.HashTo(key, file.Id);
        return key;
    }
}

/// <summary>What could be read of one of them; null what could not.</summary>
internal sealed record LooseRow(int Line, ulong? Id, string? Name, DateOnly? BirthDate)
{
    public static LooseRow From(int line, ReadableValues values, RosterHasher hasher) =>
        new(line, values.PersonId is null ? null : hasher.Id(values.PersonId), values.Name?.Value, values.BirthDate);

    /// <summary>Without any of them a row may be about nobody in particular.</summary>
    public bool SaysAnything => Id is not null || Name is not null || BirthDate is not null;

    public bool MayBeAbout(in PersonValues person, bool inAnyReading, string salt, RosterHasher hasher)
    {
        if (Id is not null && person.Id is not null)
        {
            return Id == person.Id;
        }

        return (Name is not null || BirthDate is not null)
            && (BirthDate is null || hasher.BirthDate(salt, BirthDate.Value) == person.BirthDate)
            && (Name is null || (inAnyReading && BirthDate is not null) || (KanaName.TryParse(Name, out var name) && hasher.Name(salt, name).Step3 == person.Name.Step3));
    }
}
