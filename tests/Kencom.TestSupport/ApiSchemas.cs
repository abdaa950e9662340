using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Kencom.TestSupport;

/// <summary>Checks JSON against a schema of openapi.yaml: JSON Schema 2020-12, formats included. A keyword that is none, a typo mostly, is an error.</summary>
public sealed class ApiSchemas(JsonNode document)
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private static readonly Dialect Dialect = Dialect.Draft202012.With([], allowUnknownKeywords: false);

    private readonly ConcurrentDictionary<JsonNode, JsonSchema> known = [];

    public IReadOnlyList<string> Errors(JsonNode schema, JsonElement value)
    {
        var results = known.GetOrAdd(schema, Read).Evaluate(value, Options);
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
    private JsonSchema Read(JsonNode schema)
    {
        var alone = schema.DeepClone().AsObject();
        alone["$defs"] = document["components"]!["schemas"]!.DeepClone();
        var text = alone.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        return JsonSchema.FromText(text, new BuildOptions { Dialect = Dialect });
    }
}
