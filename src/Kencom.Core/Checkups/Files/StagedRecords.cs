using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kencom.Core.Files;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.Files;

/// <summary>
/// Rows of checkup and code files on their way through a staging blob: each is sealed, since it holds names and results (CK-7), and stands behind its length.
/// </summary>
internal static class StagedRecords
{
    private const string Purpose = "staged-row";

    public static void Stage<T>(IEnumerable<(int Part, T Record)> records, string fileId, JsonTypeInfo<T> json, Sealer sealer, StagedRows to)
    {
        using var bulk = sealer.ForBulk(Purpose, fileId);
        foreach (var (part, record) in records)
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(record, json);
            var size = sizeof(int) + Sealer.Overhead + content.Length;
            var place = to.Next(part, size);
            var writer = new ByteWriter(place);
            writer.Int32(Sealer.Overhead + content.Length);
            bulk.Seal(content, place[sizeof(int)..size]);
            to.Keep(size);
        }
    }

    public static List<T> Read<T>(ReadOnlySpan<byte> staged, string fileId, JsonTypeInfo<T> json, Sealer sealer)
    {
        var records = new List<T>();
        var reader = new ByteReader(staged);
        using var opener = sealer.ForBulkOpening(Purpose, fileId);
        while (!reader.IsAtEnd)
        {
            records.Add(JsonSerializer.Deserialize(opener.Open(reader.Bytes(reader.Int32())), json)!);
        }

        return records;
    }
}
