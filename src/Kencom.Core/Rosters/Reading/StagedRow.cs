using System.Runtime.InteropServices;
using Kencom.Core.Cards;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>A row between reading and comparing: hashed, and as short as it can be written.</summary>
/// <param name="IsReadable">False for a bad row whose card could be read: it holds what else could be, and whoever it may be about is not missing (RST-6).</param>
/// <param name="Identity">The key of who is first seen with this 加入者ID; zero without one.</param>
/// <param name="Code">健診閲覧コード; null without one.</param>
/// <param name="IsIdUnused">The row has a 加入者ID that tells nobody apart (RST-7): it is left out, and proves nothing (EL-8).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StagedRow(
    int Line, bool IsReadable, UInt128 CardKey, UInt128 Identity, PersonValues Values, bool IsIdUnused = false, CodeHash[]? Code = null)
{
    public const int MaximumSize = 2 + 4 + 16 + 16 + 8 + 8 + 8 + 8 + 8 + 8 + 8 + 4 + 4 + 1 + (MaximumHashes * HashSize);

    /// <summary>Hash keys in use at once; real ones are two.</summary>
    private const int MaximumHashes = 8;
    private const int HashSize = 4 + 16;

    [Flags]
    private enum Fields : ushort
    {
        None = 0,
        Readable = 1,
        Dependent = 2,
        Id = 4,
        Branch = 8,
        Step2 = 16,
        Step3 = 32,
        CoverageEnd = 64,
        BirthDate = 128,
        Name = 256,
        Code = 512,
    }

    public static StagedRow From(RosterRow row, string insurerNumber, RosterHasher hasher)
    {
        var card = hasher.Card(row.Card);
        return new StagedRow(
            row.Line,
            IsReadable: true,
            card.Key,
            row.PersonId is null ? default : hasher.Identity(insurerNumber, row.PersonId, row.BirthDate),
            new PersonValues(
                row.PersonId is null ? null : hasher.Id(row.PersonId),
                row.Branch is { } branch ? hasher.Branch(card.Salt, branch) : null,
                hasher.BirthDate(card.Salt, row.BirthDate),
                hasher.Name(card, row.Name),
                row.Relation,
                row.CoverageStart,
                row.CoverageEnd),
            Code: row.ViewingCode is null ? null : hasher.Code(row.ViewingCode));
    }

    /// <summary>A bad row on this card.</summary>
    public static StagedRow Bad(int line, Card card, ReadableValues readable, RosterHasher hasher)
    {
        var hashed = hasher.Card(card);
        return new StagedRow(
            line,
            IsReadable: false,
            hashed.Key,
            default,
            new PersonValues(
                readable.PersonId is null ? null : hasher.Id(readable.PersonId),
                readable.Branch is { } branch ? hasher.Branch(hashed.Salt, branch) : null,
                readable.BirthDate is { } birthDate ? hasher.BirthDate(hashed.Salt, birthDate) : 0,
                readable.Name is { } name ? hasher.Name(hashed, name) : default,
                default,
                default,
                null));
    }

    /// <returns>How many bytes it took.</returns>
    public int Write(Span<byte> to)
    {
        var fields = Present();
        var writer = new ByteWriter(to);
        writer.UInt16((ushort)fields);
        writer.Int32(Line);
        writer.UInt128(CardKey);
        if (fields.HasFlag(Fields.Id))
        {
            writer.UInt128(Identity);
            writer.UInt64(Values.Id!.Value);
        }

        if (fields.HasFlag(Fields.BirthDate))
        {
            writer.UInt64(Values.BirthDate);
        }

        if (fields.HasFlag(Fields.Name))
        {
            writer.UInt64(Values.Name.Step1);
            writer.UInt64(Values.Name.Sketch);
        }

        if (fields.HasFlag(Fields.Step2))
        {
            writer.UInt64(Values.Name.Step2);
        }

        if (fields.HasFlag(Fields.Step3))
        {
            writer.UInt64(Values.Name.Step3);
        }

        if (fields.HasFlag(Fields.Branch))
        {
            writer.UInt64(Values.Branch!.Value);
        }

        if (fields.HasFlag(Fields.Readable))
        {
            writer.Int32(Values.CoverageStart.DayNumber);
        }

        if (fields.HasFlag(Fields.CoverageEnd))
        {
            writer.Int32(Values.CoverageEnd!.Value.DayNumber);
        }

        if (fields.HasFlag(Fields.Code))
        {
            Write(ref writer, Code!);
        }

        return SizeOf(fields) + (Code is null ? 0 : 1 + (Math.Min(Code.Length, MaximumHashes) * HashSize));
    }

    private static void Write(ref ByteWriter writer, CodeHash[] code)
    {
        var count = Math.Min(code.Length, MaximumHashes);
        writer.Byte((byte)count);
        foreach (var (version, hash) in code.AsSpan(0, count))
        {
            writer.Int32(version);
            writer.UInt128(hash);
        }
    }

    public static StagedRow[] ReadAll(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (var at = 0; at < bytes.Length; count++)
        {
            var fields = (Fields)((bytes[at] << 8) | bytes[at + 1]);
            at += SizeOf(fields);
            at += fields.HasFlag(Fields.Code) ? 1 + (bytes[at] * HashSize) : 0;
        }

        var rows = new StagedRow[count];
        var reader = new ByteReader(bytes);
        for (var i = 0; i < count; i++)
        {
            rows[i] = Read(ref reader);
        }

        return rows;
    }

    private static StagedRow Read(ref ByteReader reader)
    {
        var fields = (Fields)reader.UInt16();
        var (line, cardKey) = (reader.Int32(), reader.UInt128());
        var identity = fields.HasFlag(Fields.Id) ? reader.UInt128() : default;
        ulong? id = fields.HasFlag(Fields.Id) ? reader.UInt64() : null;
        var birthDate = fields.HasFlag(Fields.BirthDate) ? reader.UInt64() : 0;
        var (step1, sketch) = fields.HasFlag(Fields.Name) ? (reader.UInt64(), reader.UInt64()) : default;
        var step2 = fields.HasFlag(Fields.Step2) ? reader.UInt64() : step1;
        var step3 = fields.HasFlag(Fields.Step3) ? reader.UInt64() : step2;
        ulong? branch = fields.HasFlag(Fields.Branch) ? reader.UInt64() : null;
        var start = fields.HasFlag(Fields.Readable) ? DateOnly.FromDayNumber(reader.Int32()) : default;
        DateOnly? end = fields.HasFlag(Fields.CoverageEnd) ? DateOnly.FromDayNumber(reader.Int32()) : null;
        var code = fields.HasFlag(Fields.Code) ? ReadCode(ref reader) : null;
        return new StagedRow(
            line, fields.HasFlag(Fields.Readable), cardKey, identity,
            new PersonValues(
                id, branch, birthDate, new NameHashes(step1, step2, step3, sketch), fields.HasFlag(Fields.Dependent) ? Relation.Dependent : Relation.Insured, start, end),
            Code: code);
    }

    private static CodeHash[] ReadCode(ref ByteReader reader)
    {
        var code = new CodeHash[reader.Byte()];
        for (var i = 0; i < code.Length; i++)
        {
            code[i] = new CodeHash(reader.Int32(), reader.UInt128());
        }

        return code;
    }

    private Fields Present() =>
        (IsReadable ? Fields.Readable : Fields.None)
        | (Values.Relation is Relation.Dependent ? Fields.Dependent : Fields.None)
        | (Values.Id is not null ? Fields.Id : Fields.None)
        | (Values.Branch is not null ? Fields.Branch : Fields.None)
        | (Values.BirthDate != 0 ? Fields.BirthDate : Fields.None)
        | (Values.Name.Step1 != 0 ? Fields.Name : Fields.None)
        | (Values.Name.Step2 != Values.Name.Step1 ? Fields.Step2 : Fields.None)
        | (Values.Name.Step3 != Values.Name.Step2 ? Fields.Step3 : Fields.None)
        | (Values.CoverageEnd is not null ? Fields.CoverageEnd : Fields.None)
        | (Code is not null ? Fields.Code : Fields.None);

    /// <summary>Without the code.</summary>
    private static int SizeOf(Fields fields) =>
        2 + 4 + 16
        + (fields.HasFlag(Fields.Readable) ? 4 : 0)
        + (fields.HasFlag(Fields.Id) ? 16 + 8 : 0)
        + (fields.HasFlag(Fields.BirthDate) ? 8 : 0)
        + (fields.HasFlag(Fields.Name) ? 8 + 8 : 0)
        + (fields.HasFlag(Fields.Step2) ? 8 : 0)
        + (fields.HasFlag(Fields.Step3) ? 8 : 0)
        + (fields.HasFlag(Fields.Branch) ? 8 : 0)
        + (fields.HasFlag(Fields.CoverageEnd) ? 4 : 0);
}
