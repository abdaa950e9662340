namespace Kencom.Core.Rosters;

/// <summary>Read the file and split it into parts.</summary>
public sealed record SplitRosterMessage(string FileId);

/// <summary>Compare or apply one part of the file.</summary>
public sealed record RosterPartMessage(string FileId, int Part);
