using Kencom.Core.Cards;

namespace Kencom.Core.Members;

/// <summary>The person whom a check found: what it shows (EL-13), and who the member will be.</summary>
/// <param name="InsurerNumber">Null for a group's member, as are the insurer's name, the card and the person.</param>
/// <param name="CardKey">The roster card that matched.</param>
/// <param name="PersonKey">The person on it; stays the same when card or reading change (EL-15).</param>
/// <param name="LadderStep">The step of the name's ladder that matched (EL-5).</param>
/// <param name="Card">What the card is found by, whatever hash key its row has by then (API-6).</param>
public sealed record ConfirmedPerson(
    string KanaName, DateOnly BirthDate, string? InsurerNumber = null, string? InsurerName = null, string? CardKey = null, string? PersonKey = null, int? LadderStep = null, TypedCard? Card = null);
