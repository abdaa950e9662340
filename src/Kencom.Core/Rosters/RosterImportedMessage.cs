namespace Kencom.Core.Rosters;

/// <summary>Says that an insurer's roster has changed: who waited for a row of it is looked up again (EL-14).</summary>
public sealed record RosterImportedMessage(string InsurerNumber);
