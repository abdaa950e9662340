using System.Text.Json.Serialization;

namespace Kencom.Core.Security;

/// <summary>How counters are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BlockCounts))]
[JsonSerializable(typeof(SubjectCounts))]
internal sealed partial class AllowanceJson : JsonSerializerContext;
