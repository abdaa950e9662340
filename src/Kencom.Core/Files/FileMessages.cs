namespace Kencom.Core.Files;

/// <summary>Read the file and split it into parts.</summary>
public sealed record SplitFileMessage(string FileId);

/// <summary>Compare or apply one part of the file.</summary>
public sealed record FilePartMessage(string FileId, int Part);
