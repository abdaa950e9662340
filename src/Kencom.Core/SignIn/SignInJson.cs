using System.Text.Json.Serialization;

namespace Kencom.Core.SignIn;

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(Guesses))]
[JsonSerializable(typeof(FadingCounts))]
[JsonSerializable(typeof(SpentCaptcha))]
internal sealed partial class SignInJson : JsonSerializerContext;
