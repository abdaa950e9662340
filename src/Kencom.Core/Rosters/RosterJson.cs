using System.Text.Json.Serialization;

namespace Kencom.Core.Rosters;

/// <summary>The records of this room as they are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(RosterHead))]
internal sealed partial class RosterJson : JsonSerializerContext;
