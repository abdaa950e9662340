namespace Kencom.Core.Rosters;

/// <summary>A row between reading and comparing: hashed, and as short as it can be written.</summary>
/// <param name="PersonId">The key made of the 加入者ID; zero without one.</param>
/// <param name="IsReadable">False for a bad row of which at least the card could be read: it protects the card's persons from being ended.</param>
internal readonly record struct StagedRow(
    int Line, bool IsReadable, UInt128 CardKey, UInt128 PersonId, ulong BirthDate, NameHashes Name, ulong? Branch, Relation Relation, DateOnly CoverageStart, DateOnly? CoverageEnd)
{
    public const int MaximumSize = 1 + 4 + 16 + 16 + 8 + 24 + 8 + 4 + 4;

    /// <summary>What follows the line and the card; nothing does in a row that is not readable.</summary>
    [Flags]
    private enum Fields : byte
    {
        None = 0,
        Readable = 1,
        Dependent = 2,
        PersonId = 4,
        Branch = 8,
        Step2 = 16,
        Step3 = 32,
        CoverageEnd = 64,
    }

    public static StagedRow From(RosterRow row, string insurerNumber, RosterHasher hasher)
    {
        var (cardKey, salt) = hasher.Card(row.Card);
        return new StagedRow(
            row.Line,
            IsReadable: true,
            cardKey,
            row.PersonId is { } id ? hasher.PersonById(insurerNumber, id) : default,
            hasher.BirthDate(salt, row.BirthDate),
            hasher.Name(salt, row.Name),
            row.Branch is { } branch ? hasher.Branch(salt, branch) : null,
            row.Relation,
            row.CoverageStart,
            row.CoverageEnd);
    }

    public static StagedRow Unreadable(int line, UInt128 cardKey) => new(line, IsReadable: false, cardKey, default, default, default, null, default, default, null);

    /// <summary>How surely two rows of one card are the same person: by 加入者ID, else 枝番, else name and birth date (RST-7).</summary>
    public Likeness LikenessTo(in StagedRow other)
    {
        if (PersonId != default && other.PersonId != default)
        {
            return PersonId == other.PersonId ? Likeness.Id : Likeness.None;
        }

        var neitherHasId = PersonId == other.PersonId;
        if (Branch is not null && other.Branch is not null)
        {
            return Branch != other.Branch ? Likeness.None : neitherHasId ? Likeness.BranchAlone : Likeness.Branch;
        }

        return BirthDate != other.BirthDate || Name.Step1 != other.Name.Step1 ? Likeness.None
            : neitherHasId && Branch == other.Branch ? Likeness.NameAlone
            : Likeness.Name;
    }

    /// <returns>How many bytes it took.</returns>
    public int Write(Span<byte> to)
    {
        var fields = Present();
        var writer = new ByteWriter(to);
        writer.Byte((byte)fields);
        writer.Int32(Line);
        writer.UInt128(CardKey);
        if (!IsReadable)
        {
            return SizeOf(fields);
        }

        writer.UInt64(BirthDate);
        writer.UInt64(Name.Step1);
        writer.Int32(CoverageStart.DayNumber);
        if (PersonId != default)
        {
            writer.UInt128(PersonId);
        }

        if (Branch is { } branch)
        {
            writer.UInt64(branch);
        }

        if (Name.Step2 != Name.Step1)
        {
            writer.UInt64(Name.Step2);
        }

        if (Name.Step3 != Name.Step2)
        {
            writer.UInt64(Name.Step3);
        }

        if (CoverageEnd is { } end)
        {
            writer.Int32(end.DayNumber);
        }

        return SizeOf(fields);
    }

    public static StagedRow[] ReadAll(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (var at = 0; at < bytes.Length; at += SizeOf((Fields)bytes[at]))
        {
            count++;
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
        var fields = (Fields)reader.Byte();
        var (line, cardKey) = (reader.Int32(), reader.UInt128());
        if (!fields.HasFlag(Fields.Readable))
        {
            return Unreadable(line, cardKey);
        }

        var (birthDate, step1, start) = (reader.UInt64(), reader.UInt64(), reader.Int32());
        var personId = fields.HasFlag(Fields.PersonId) ? reader.UInt128() : default;
        ulong? branch = fields.HasFlag(Fields.Branch) ? reader.UInt64() : null;
        var step2 = fields.HasFlag(Fields.Step2) ? reader.UInt64() : step1;
        var step3 = fields.HasFlag(Fields.Step3) ? reader.UInt64() : step2;
        DateOnly? end = fields.HasFlag(Fields.CoverageEnd) ? DateOnly.FromDayNumber(reader.Int32()) : null;
        return new StagedRow(
            line, IsReadable: true, cardKey, personId, birthDate, new NameHashes(step1, step2, step3), branch,
            fields.HasFlag(Fields.Dependent) ? Relation.Dependent : Relation.Insured, DateOnly.FromDayNumber(start), end);
    }

    private Fields Present() => !IsReadable
        ? Fields.None
        : Fields.Readable
            | (Relation is Relation.Dependent ? Fields.Dependent : Fields.None)
            | (PersonId != default ? Fields.PersonId : Fields.None)
            | (Branch is not null ? Fields.Branch : Fields.None)
            | (Name.Step2 != Name.Step1 ? Fields.Step2 : Fields.None)
            | (Name.Step3 != Name.Step2 ? Fields.Step3 : Fields.None)
            | (CoverageEnd is not null ? Fields.CoverageEnd : Fields.None);

    private static int SizeOf(Fields fields) =>
        1 + 4 + 16
        + (fields.HasFlag(Fields.Readable) ? 8 + 8 + 4 : 0)
        + (fields.HasFlag(Fields.PersonId) ? 16 : 0)
        + (fields.HasFlag(Fields.Branch) ? 8 : 0)
        + (fields.HasFlag(Fields.Step2) ? 8 : 0)
        + (fields.HasFlag(Fields.Step3) ? 8 : 0)
        + (fields.HasFlag(Fields.CoverageEnd) ? 4 : 0);
}

/// <summary>What makes two rows the same person, the surest last; "alone" where neither row has anything surer.</summary>
internal enum Likeness
{
    None,
    Name,
    NameAlone,
    Branch,
    BranchAlone,
    Id,
}
