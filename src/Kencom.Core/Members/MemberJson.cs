using System.Text.Json.Serialization;

namespace Kencom.Core.Members;

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(MemberName))]
[JsonSerializable(typeof(OwnInvitation))]
[JsonSerializable(typeof(CodeOwner))]
[JsonSerializable(typeof(Invitee))]
internal sealed partial class MemberJson : JsonSerializerContext;
