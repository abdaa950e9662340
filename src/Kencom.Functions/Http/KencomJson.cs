using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kencom.Functions.Http;

/// <summary>
/// How the API reads and writes JSON, in one place: the worker knows three separate JSON settings, and bodies are read and written by none of them but with
/// these options (API-1).
/// </summary>
public static class KencomJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = 16,
            // Japanese stays readable; what HTML could misread is still escaped, and nothing is ever served as HTML.
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
        };
        options.Converters.Add(new ExactEnumConverter());
        options.Converters.Add(new DurationConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Durations in ISO 8601: <c>PT1H</c>.</summary>
    private sealed class DurationConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return System.Xml.XmlConvert.ToTimeSpan(reader.GetString() ?? "");
            }
            catch (FormatException malformed)
            {
                throw new JsonException("Not an ISO 8601 duration.", malformed);
            }
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(System.Xml.XmlConvert.ToString(value));
    }
}
