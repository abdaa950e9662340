using System.Text.Json.Serialization;

namespace Kencom.Core.Rosters;

/// <summary>The records of this room as they are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RosterHead))]
[JsonSerializable(typeof(StoredRosterCard))]
[JsonSerializable(typeof(RosterLink))]
[JsonSerializable(typeof(AdoptedPerson))]
internal sealed partial class RosterJson : JsonSerializerContext;
