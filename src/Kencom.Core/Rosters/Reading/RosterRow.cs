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
internal sealed record RosterRow(
    int Line,
    Card Card,
    BranchNumber? Branch,
    KanaName Name,
    DateOnly BirthDate,
    Relation Relation,
    DateOnly CoverageStart,
    DateOnly? CoverageEnd,
    string? PersonId,
    string? ViewingCode) : IRosterFileRow
{
    public ReadableValues Readable() => new(Card.InsurerNumber, Card.Symbol, Card.Number, Branch, Name, BirthDate, PersonId);
}

/// <summary>
/// What could be read of a row that is not imported, value by value: whoever it may be about is not missing from the file (RST-6). Null is what could
/// not be read or is not there.
/// </summary>
/// <param name="Symbol">A card without a symbol has an empty one.</param>
/// <param name="PersonId">加入者ID.</param>
internal sealed record ReadableValues(
    InsurerNumber? InsurerNumber, CardSymbol? Symbol, CardNumber? Number, BranchNumber? Branch, KanaName? Name, DateOnly? BirthDate, string? PersonId)
{
    /// <summary>The card, if symbol and number could be read; a row without an insurer's number is taken for one of the folder's insurer.</summary>
    public Card? CardOf(InsurerNumber folder) => Symbol is { } symbol && Number is { } number ? new Card(InsurerNumber ?? folder, symbol, number) : null;
}

/// <summary>A row of a roster file: one that is imported, or a bad one that may be about somebody.</summary>
internal interface IRosterFileRow
{
    /// <summary>Of the file, as an editor counts, where the row begins.</summary>
    int Line { get; }
}

/// <summary>A row that is not imported, and whom it may be about.</summary>
/// <param name="MayBe">
/// Empty if nothing of a person could be read; two readings where values are missing or too many, since it then stands open whether they count from the
/// beginning or from the end of the row.
/// </param>
internal sealed record BadRosterRow(int Line, IReadOnlyList<ReadableValues> MayBe) : IRosterFileRow;
