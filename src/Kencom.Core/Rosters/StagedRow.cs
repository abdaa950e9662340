namespace Kencom.Core.Rosters;

/// <summary>A row between reading and comparing: hashed, of fixed size.</summary>
/// <param name="PersonId">The key made of the 加入者ID; zero without one.</param>
/// <param name="IsReadable">False for a bad row of which at least the card could be read: it protects the card's persons from being ended.</param>
internal readonly record struct StagedRow(
    int Line, bool IsReadable, UInt128 CardKey, UInt128 PersonId, ulong BirthDate, NameHashes Name, ulong? Branch, Relation Relation, DateOnly CoverageStart, DateOnly? CoverageEnd)
{
    public const int Size = 1 + 4 + 16 + 16 + 8 + 24 + 8 + 4 + 4;

    private const int NoEnd = int.MaxValue;

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

    public void Write(Span<byte> to)
    {
        var writer = new ByteWriter(to);
        writer.Byte((byte)((IsReadable ? 1 : 0) | (Branch is null ? 0 : 2) | ((int)Relation << 2)));
        writer.Int32(Line);
        writer.UInt128(CardKey);
        writer.UInt128(PersonId);
        writer.UInt64(BirthDate);
        writer.UInt64(Name.Step1);
        writer.UInt64(Name.Step2);
        writer.UInt64(Name.Step3);
        writer.UInt64(Branch ?? 0);
        writer.Int32(CoverageStart.DayNumber);
        writer.Int32(CoverageEnd?.DayNumber ?? NoEnd);
    }

    public static StagedRow Read(ref ByteReader reader)
    {
        var flags = reader.Byte();
        var row = new StagedRow(
            reader.Int32(),
            (flags & 1) != 0,
            reader.UInt128(),
            reader.UInt128(),
            reader.UInt64(),
            new NameHashes(reader.UInt64(), reader.UInt64(), reader.UInt64()),
            (flags & 2) != 0 ? reader.UInt64() : Skip(ref reader),
            (Relation)(flags >> 2),
            DateOnly.FromDayNumber(reader.Int32()),
            reader.Int32() is var end && end == NoEnd ? null : DateOnly.FromDayNumber(end));
        return row;
    }

    public static List<StagedRow> ReadAll(ReadOnlySpan<byte> bytes)
    {
        var rows = new List<StagedRow>(bytes.Length / Size);
        for (var reader = new ByteReader(bytes); !reader.IsAtEnd;)
        {
            rows.Add(Read(ref reader));
        }

        return rows;
    }

    private static ulong? Skip(ref ByteReader reader)
    {
        reader.UInt64();
        return null;
    }
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
