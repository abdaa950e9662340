using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Kencom.TestSupport;

/// <summary>Checks JSON against a schema of openapi.yaml: JSON Schema 2020-12, formats included.</summary>
internal sealed class ApiSchemas(JsonNode document)
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly ConcurrentDictionary<string, JsonSchema> known = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Errors(JsonNode schema, JsonElement value)
    {
        var results = known.GetOrAdd(schema.ToJsonString(), Read).Evaluate(value, Options);
        return results.IsValid
            ? []
            :
            [
                .. from detail in results.Details ?? []
                   where detail.Errors is not null
                   from error in detail.Errors!
                   select $"{detail.InstanceLocation} breaks {error.Key}: {error.Value}",
            ];
    }

    /// <summary>A schema refers to the document's shared ones, which are definitions of its own where it stands alone.</summary>
    private JsonSchema Read(string schema)
    {
        var alone = JsonNode.Parse(schema)!.AsObject();
        alone["$schema"] = Dialect;
        alone["$defs"] = document["components"]!["schemas"]!.DeepClone();
        return JsonSchema.FromText(alone.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }
}
