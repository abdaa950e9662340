using System.Text.Json.Serialization;

namespace Kencom.Core.Accounts;

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(Guesses))]
internal sealed partial class AccountJson : JsonSerializerContext;
