using System.Text.Json.Serialization;

namespace Kencom.Core.Files;

/// <summary>The records of imports as they are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(DroppedFile))]
[JsonSerializable(typeof(FileHead))]
[JsonSerializable(typeof(FilePart))]
[JsonSerializable(typeof(FileFailures))]
[JsonSerializable(typeof(FileMark))]
internal sealed partial class FileJson : JsonSerializerContext;
