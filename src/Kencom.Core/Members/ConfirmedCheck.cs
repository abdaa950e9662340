using System.Text.Json;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>The card values of a member's last confirmed check: kept sealed on the member, for print files only (FILE-4).</summary>
public sealed record ConfirmedCheck(string KanaName, DateOnly BirthDate, string InsurerNumber, string CardSymbol, string CardNumber)
{
    public const string Purpose = "confirmed-check";

    public string SealFor(string memberId, Sealer sealer) => sealer.SealText(Purpose, memberId, JsonSerializer.Serialize(this));

    /// <summary>Keeps names out of logs.</summary>
    public override string ToString() => nameof(ConfirmedCheck);
}
