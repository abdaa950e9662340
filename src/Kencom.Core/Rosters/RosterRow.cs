using Kencom.Core.Eligibility;

namespace Kencom.Core.Rosters;

/// <summary>続柄: the insured person or one of the family.</summary>
public enum Relation : byte
{
    Insured,
    Dependent,
}

/// <summary>The three values that a card is found by, canonical.</summary>
public readonly record struct Card(InsurerNumber InsurerNumber, CardSymbol Symbol, CardNumber Number);

/// <summary>One person of a roster file, read and checked; lives in memory only, as long as it takes to hash it (RST-9).</summary>
/// <param name="PersonId">加入者ID, the insurer's own, where it has one.</param>
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

/// <summary>A row that is not imported.</summary>
/// <param name="Line">Of the file, as an editor counts, where the row begins.</param>
/// <param name="IsPerson">False for a total row and a repeated header: reported, but no sign of a bad file.</param>
/// <param name="Card">The card, if at least that could be read: nobody on it is taken for missing from the file.</param>
public sealed record SkippedRow(int Line, bool IsPerson, Card? Card, IReadOnlyList<RowProblem> Problems);
