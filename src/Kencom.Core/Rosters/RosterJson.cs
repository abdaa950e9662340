using System.Text.Json.Serialization;

namespace Kencom.Core.Rosters;

/// <summary>The records of imports as they are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(RosterFile))]
[JsonSerializable(typeof(RosterHead))]
[JsonSerializable(typeof(RosterPart))]
[JsonSerializable(typeof(RosterFailures))]
[JsonSerializable(typeof(RosterFileMark))]
internal sealed partial class RosterJson : JsonSerializerContext;
