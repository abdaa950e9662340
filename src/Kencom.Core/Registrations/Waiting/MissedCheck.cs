using System.Text.Json;
using Kencom.Core.Cards;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

/// <summary>What a person typed in a check, as it is compared.</summary>
internal sealed record TypedCheck(string KanaName, DateOnly BirthDate, TypedCard Card)
{
    /// <summary>Keeps names out of logs.</summary>
    public override string ToString() => nameof(TypedCheck);
}

/// <summary>The last check that found nobody: what a waiting check waits with. It may lie for 90 days, so what was typed is sealed (EL-14).</summary>
/// <param name="InsurerNumber">In the clear: it says whose roster is waited for.</param>
/// <param name="Several">Whether more than one person matched (EL-7).</param>
/// <param name="Sealed">Opens for its registration only.</param>
public sealed record MissedCheck(string InsurerNumber, bool Several, string Sealed)
{
    private const string Purpose = "missed-check";

    internal static MissedCheck Of(string registrationId, ClaimedPerson claimed, bool several, Sealer sealer)
    {
        var typed = new TypedCheck(claimed.KanaName.Value, claimed.BirthDate, claimed.Card.ToTyped());
        return new MissedCheck(
            typed.Card.InsurerNumber, several, sealer.SealText(Purpose, registrationId, JsonSerializer.Serialize(typed, RegistrationJson.Default.TypedCheck)));
    }

    internal TypedCheck Open(string registrationId, Sealer sealer) =>
        JsonSerializer.Deserialize(sealer.OpenText(Purpose, registrationId, Sealed), RegistrationJson.Default.TypedCheck)!;
}
