using System.Text.Json.Serialization;

namespace Kencom.Core.Captcha;

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpentCaptcha))]
internal sealed partial class CaptchaJson : JsonSerializerContext;
