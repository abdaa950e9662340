using System.Collections.Immutable;
using Kencom.Core.Checkups.Results;

namespace Kencom.Core.Checkups.Files;

/// <summary>
/// A row of a checkup file: in a long file one item, in a wide one a whole checkup. Rows of a long file that follow each other about the same checkup are
/// staged as one.
/// </summary>
/// <param name="Line">Of the first of them.</param>
/// <param name="Lines">Of each item, in its order.</param>
/// <param name="Checkup">What the file says of it; the date is the first of all days where a row removes all results of the person.</param>
/// <param name="Removes">Whether the checkup goes, or all of the person's (削除).</param>
internal sealed record CheckupRow(int Line, FilePerson Person, Checkup Checkup, ImmutableArray<int> Lines, bool Removes = false)
{
    public bool RemovesAll => Removes && Checkup.Date == DateOnly.MinValue;

    /// <summary>How many rows of the file it is.</summary>
    public int Rows { get; init; } = 1;

    public bool GoesOn(CheckupRow next) =>
        !Removes && !next.Removes && next.Person == Person
        && (next.Checkup.Date, next.Checkup.Facility, next.Checkup.Kind, next.Checkup.Sex) == (Checkup.Date, Checkup.Facility, Checkup.Kind, Checkup.Sex);

    /// <summary>Keeps results out of logs.</summary>
    public override string ToString() => nameof(CheckupRow);
}
