using Kencom.Core.Cards;

namespace Kencom.Core.Rosters;

/// <summary>続柄: the insured person or one of the family.</summary>
public enum Relation : byte
{
    Insured,
    Dependent,
}

/// <summary>One person of a roster file, read and checked; lives in memory only, as long as it takes to hash it (RST-9).</summary>
/// <param name="PersonId">加入者ID, the insurer's own, where it has one; without leading zeros if it is all digits (RST-15).</param>
/// <param name="CoverageEnd">資格喪失日: the first day without coverage.</param>
/// <param name="ViewingCode">健診閲覧コード, where the insurer sends it with the roster.</param>
public sealed record RosterRow(
    int Line,
    Card Card,
    BranchNumber? Branch,
    KanaName Name,
    DateOnly BirthDate,
    Relation Relation,
    DateOnly CoverageStart,
    DateOnly? CoverageEnd,
    string? PersonId,
    string? ViewingCode);

/// <summary>What is wrong with one value of a row: the column's name and a reason in Japanese, never the value (RST-7).</summary>
public readonly record struct RowProblem(string Column, string Reason);

/// <summary>
/// What could be read of a row that is not imported, value by value: whoever it may be about is not missing from the file (RST-6). Null is what could
/// not be read or is not there.
/// </summary>
/// <param name="Symbol">A card without a symbol has an empty one.</param>
/// <param name="PersonId">加入者ID.</param>
public sealed record ReadableValues(
    InsurerNumber? InsurerNumber, CardSymbol? Symbol, CardNumber? Number, BranchNumber? Branch, KanaName? Name, DateOnly? BirthDate, string? PersonId)
{
    /// <summary>The card, if symbol and number could be read; a row without an insurer's number is taken for one of the folder's insurer.</summary>
    public Card? CardOf(InsurerNumber folder) => Symbol is { } symbol && Number is { } number ? new Card(InsurerNumber ?? folder, symbol, number) : null;
}

/// <summary>A row that is not imported.</summary>
/// <param name="Line">Of the file, as an editor counts, where the row begins.</param>
/// <param name="IsPerson">False for a total row and a repeated header: reported, but no sign of a bad file.</param>
/// <param name="MayBe">
/// Whom the row may be about: empty if nothing of a person could be read; two readings where values are missing or too many, since it then stands
/// open whether they count from the beginning or from the end of the row.
/// </param>
public sealed record SkippedRow(int Line, bool IsPerson, IReadOnlyList<ReadableValues> MayBe, IReadOnlyList<RowProblem> Problems);
