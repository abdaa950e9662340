using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>A person on a card as stored: nothing of it can be read back but dates of coverage and 続柄 (RST-9).</summary>
/// <param name="Key">
/// Which person this is, given when the person first appears and never changed (EL-15): claims, codes and results hang on it. Zero for a row that is
/// kept aside because nobody can tell yet whose it is (RST-7).
/// </param>
internal sealed record RosterPerson(UInt128 Key, PersonValues Values)
{
    public bool IsUndecided => Key == default;

    public int Size => 1 + 16 + SizeOf(Present());

    /// <summary>What follows the flags and the key.</summary>
    [Flags]
    private enum Fields : byte
    {
        None = 0,
        Dependent = 1,
        Id = 2,
        Branch = 4,
        Step2 = 8,
        Step3 = 16,
        CoverageEnd = 32,
    }

    public void Write(ref ByteWriter writer)
    {
        var fields = Present();
        writer.Byte((byte)fields);
        writer.UInt128(Key);
        writer.UInt64(Values.BirthDate);
        writer.UInt64(Values.Name.Step1);
        writer.UInt64(Values.Name.Sketch);
        writer.Int32(Values.CoverageStart.DayNumber);
        if (Values.Id is { } id)
        {
            writer.UInt64(id);
        }

        if (Values.Branch is { } branch)
        {
            writer.UInt64(branch);
        }

        if (fields.HasFlag(Fields.Step2))
        {
            writer.UInt64(Values.Name.Step2);
        }

        if (fields.HasFlag(Fields.Step3))
        {
            writer.UInt64(Values.Name.Step3);
        }

        if (Values.CoverageEnd is { } end)
        {
            writer.Int32(end.DayNumber);
        }
    }

    public static RosterPerson Read(ref ByteReader reader)
    {
        var fields = (Fields)reader.Byte();
        var (key, birthDate, step1, sketch, start) = (reader.UInt128(), reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.Int32());
        ulong? id = fields.HasFlag(Fields.Id) ? reader.UInt64() : null;
        ulong? branch = fields.HasFlag(Fields.Branch) ? reader.UInt64() : null;
        var step2 = fields.HasFlag(Fields.Step2) ? reader.UInt64() : step1;
        var step3 = fields.HasFlag(Fields.Step3) ? reader.UInt64() : step2;
        DateOnly? end = fields.HasFlag(Fields.CoverageEnd) ? DateOnly.FromDayNumber(reader.Int32()) : null;
        return new RosterPerson(key, new PersonValues(
            id, branch, birthDate, new NameHashes(step1, step2, step3, sketch),
            fields.HasFlag(Fields.Dependent) ? Relation.Dependent : Relation.Insured, DateOnly.FromDayNumber(start), end));
    }

    private Fields Present() =>
        (Values.Relation is Relation.Dependent ? Fields.Dependent : Fields.None)
        | (Values.Id is not null ? Fields.Id : Fields.None)
        | (Values.Branch is not null ? Fields.Branch : Fields.None)
        | (Values.Name.Step2 != Values.Name.Step1 ? Fields.Step2 : Fields.None)
        | (Values.Name.Step3 != Values.Name.Step2 ? Fields.Step3 : Fields.None)
        | (Values.CoverageEnd is not null ? Fields.CoverageEnd : Fields.None);

    private static int SizeOf(Fields fields) =>
        8 + 8 + 8 + 4
        + (fields.HasFlag(Fields.Id) ? 8 : 0)
        + (fields.HasFlag(Fields.Branch) ? 8 : 0)
        + (fields.HasFlag(Fields.Step2) ? 8 : 0)
        + (fields.HasFlag(Fields.Step3) ? 8 : 0)
        + (fields.HasFlag(Fields.CoverageEnd) ? 4 : 0);
}
