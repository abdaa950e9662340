namespace Kencom.Core.Rosters;

/// <summary>Says that an insurer's roster has changed: whoever waited for it may be found now (EL-14).</summary>
public sealed record RosterImportedMessage(string InsurerNumber);
