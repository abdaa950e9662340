using System.Text.Json.Serialization;

namespace Kencom.Core.Checkups.Files;

/// <summary>How rows are written while their file is imported.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckupRow))]
[JsonSerializable(typeof(CheckupChanges))]
[JsonSerializable(typeof(CodeRow))]
[JsonSerializable(typeof(CodeChanges))]
internal sealed partial class CheckupFileJson : JsonSerializerContext;
