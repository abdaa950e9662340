using System.Text.Json.Serialization;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.ViewingCodes;

namespace Kencom.Core.Checkups;

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SealedCheckup))]
[JsonSerializable(typeof(Checkup))]
[JsonSerializable(typeof(CheckupAccess))]
[JsonSerializable(typeof(ViewingCode))]
[JsonSerializable(typeof(GroupPerson))]
[JsonSerializable(typeof(KeptResult))]
[JsonSerializable(typeof(RetentionBatch))]
[JsonSerializable(typeof(PrintFile))]
internal sealed partial class CheckupJson : JsonSerializerContext;
