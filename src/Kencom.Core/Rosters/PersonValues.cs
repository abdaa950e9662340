using System.Runtime.InteropServices;

namespace Kencom.Core.Rosters;

/// <summary>
/// What a roster says of a person, hashed (RST-9): what persons are told apart by. Of a bad row only what could be read is there: zero stands for a
/// birth date or a name that could not.
/// </summary>
/// <param name="Id">Of the 加入者ID, the same on every card of the insurer; null without one, or when RST-7 does not use it.</param>
/// <param name="Branch">Of the 枝番; null likewise.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PersonValues(
    ulong? Id, ulong? Branch, ulong BirthDate, NameHashes Name, Relation Relation, DateOnly CoverageStart, DateOnly? CoverageEnd)
{
    /// <summary>Covered means CoverageStart ≤ day &lt; CoverageEnd (EL-8).</summary>
    public bool Covers(DateOnly day) => CoverageStart <= day && !(CoverageEnd <= day);

    /// <summary>Not ended on this day, whether it has begun or not.</summary>
    public bool IsOpen(DateOnly day) => !(CoverageEnd <= day);
}

/// <summary>The keyed hashes of a name at each step of the ladder (EL-5).</summary>
/// <param name="Sketch">How like two names of one card are, as bits in common: a bit for each pair of neighbouring kana, placed by the card's own secret.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NameHashes(ulong Step1, ulong Step2, ulong Step3, ulong Sketch)
{
    public ulong this[int step] => step switch { 1 => Step1, 2 => Step2, 3 => Step3, _ => throw new ArgumentOutOfRangeException(nameof(step)) };
}
