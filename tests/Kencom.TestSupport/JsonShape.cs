using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kencom.TestSupport;

/// <summary>
/// Checks JSON against the part of JSON Schema 2020-12 that openapi.yaml uses. A keyword that it does not know is an error, never passed over. (The libraries
/// that know all of it are not on every package feed.)
/// </summary>
internal sealed class JsonShape(JsonNode document)
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    public IReadOnlyList<string> Errors(JsonNode schema, JsonElement value)
    {
        var errors = new List<string>();
        Check(schema.AsObject(), value, "", errors);
        return errors;
    }

    private void Check(JsonObject schema, JsonElement value, string at, List<string> errors)
    {
        foreach (var (keyword, rule) in schema)
        {
            if (!Holds(keyword, rule!, schema, value, at, errors))
            {
                errors.Add($"{(at.Length == 0 ? "/" : at)} breaks {keyword} {rule!.ToJsonString()}");
            }
        }
    }

    /// <summary>True also for what a nested check has reported by itself.</summary>
    private bool Holds(string keyword, JsonNode rule, JsonObject schema, JsonElement value, string at, List<string> errors)
    {
        switch (keyword)
        {
            case "description" or "default" or "examples":
                return true;
            case "$ref":
                Check(Target(rule), value, at, errors);
                return true;
            case "anyOf":
                return rule.AsArray().Any(option => Errors(option!, value).Count == 0);
            case "type":
                return (rule is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [rule.GetValue<string>()]).Any(type => IsOf(type, value));
            case "const":
                return Same(rule, value);
            case "enum":
                return rule.AsArray().Any(option => Same(option, value));
            case "required":
                return value.ValueKind != JsonValueKind.Object || rule.AsArray().All(name => value.TryGetProperty(name!.GetValue<string>(), out _));
            case "properties" or "additionalProperties":
                return CheckMembers(keyword, rule, schema, value, at, errors);
            case "items":
                CheckItems(rule.AsObject(), value, at, errors);
                return true;
            case "minItems" or "maxItems":
                return value.ValueKind != JsonValueKind.Array || Within(keyword, value.GetArrayLength(), rule);
            case "minLength" or "maxLength":
                return value.ValueKind != JsonValueKind.String || Within(keyword, value.GetString()!.EnumerateRunes().Count(), rule);
            case "minimum" or "maximum":
                return value.ValueKind != JsonValueKind.Number || Within(keyword, value.GetDouble(), rule);
            case "pattern":
                return value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetValue<string>(), RegexOptions.ECMAScript, PatternLimit);
            case "format":
                return value.ValueKind != JsonValueKind.String || IsOfFormat(rule.GetValue<string>(), value.GetString()!);
            default:
                throw new NotSupportedException($"openapi.yaml uses the keyword '{keyword}', which the tests do not know yet.");
        }
    }

    private bool CheckMembers(string keyword, JsonNode rule, JsonObject schema, JsonElement value, string at, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var named = schema["properties"] as JsonObject;
        foreach (var member in value.EnumerateObject())
        {
            var own = named?[member.Name];
            if (keyword == "properties" && own is not null)
            {
                Check(own.AsObject(), member.Value, $"{at}/{member.Name}", errors);
            }
            else if (keyword == "additionalProperties" && own is null)
            {
                if (rule is not JsonObject other)
                {
                    errors.Add($"{at}/{member.Name} is not described");
                    continue;
                }

                Check(other, member.Value, $"{at}/{member.Name}", errors);
            }
        }

        return true;
    }

    private void CheckItems(JsonObject rule, JsonElement value, string at, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(rule, item, string.Create(CultureInfo.InvariantCulture, $"{at}/{index}"), errors);
            }
        }
    }

    private JsonObject Target(JsonNode reference) =>
        reference.GetValue<string>().Split('/').Skip(1).Aggregate(document, (node, name) => node[name]!).AsObject();

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"The type '{type}' is not known."),
    };

    private static bool IsOfFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => throw new NotSupportedException($"The format '{format}' is not known."),
    };

    private static bool Within(string keyword, double actual, JsonNode limit) =>
        keyword.StartsWith("min", StringComparison.Ordinal) ? actual >= limit.GetValue<double>() : actual <= limit.GetValue<double>();

    private static bool Same(JsonNode? expected, JsonElement actual) =>
        JsonNode.DeepEquals(expected, JsonNode.Parse(actual.GetRawText()));
}
