using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Kencom.Infra.Tests;

/// <summary>
/// What a deployment would make, predicted offline by <c>bicep snapshot</c>: names and settings are final, only what Azure itself gives out
/// (host names, principal ids) is left as a <c>reference(…)</c>. It takes the place of what-if, which needs a subscription.
/// </summary>
internal sealed class Deployment
{
    public const string Subscription = "11111111-1111-1111-1111-111111111111";

    private static readonly ConcurrentDictionary<string, Lazy<Deployment>> Known = new(StringComparer.Ordinal);

    private Deployment(string environment, JsonNode snapshot)
    {
        Environment = environment;
        Diagnostics = snapshot["diagnostics"]!.AsArray();
        Resources = [.. snapshot["predictedResources"]!.AsArray().Select(resource => new Resource(resource!.AsObject()))];
    }

    public static IReadOnlyList<string> Environments { get; } = ["dev", "stg", "prod"];

    public string Environment { get; }

    public string GroupId => $"/subscriptions/{Subscription}/resourceGroups/rg-kencom-{Environment}";

    public IReadOnlyList<Resource> Resources { get; }

    public JsonArray Diagnostics { get; }

    public static Deployment Of(string environment) =>
        Known.GetOrAdd(environment, name => new(() => Predict(name, $"environments/{name}.bicepparam", _ => { }))).Value;

    /// <summary>The prediction after a change to the files, to see that a test notices it.</summary>
    public static Deployment Of(string environment, Action<TemporaryInfra> change) => Predict(environment, $"environments/{environment}.bicepparam", change);

    public static Deployment OfBootstrap(string environment) =>
        Known.GetOrAdd($"bootstrap-{environment}", _ => new(() => Predict(environment, "bootstrap.bicepparam", infra => File.WriteAllText(
            infra["bootstrap.bicepparam"], $"using 'bootstrap.bicep'\nparam environmentName = '{environment}'\nparam repository = 'owner/name'\n")))).Value;

    public IEnumerable<Resource> OfType(string type) => Resources.Where(resource => resource.Type == type);

    public Resource Single(string type) => OfType(type).Should().ContainSingle(because: type).Subject;

    /// <summary>The settings of the function app.</summary>
    public IReadOnlyDictionary<string, string> Settings() =>
        Single("Microsoft.Web/sites").Properties["siteConfig"]!["appSettings"]!.AsArray()
            .ToDictionary(setting => (string)setting!["name"]!, setting => (string)setting!["value"]!, StringComparer.Ordinal);

    private static Deployment Predict(string environment, string parameters, Action<TemporaryInfra> change)
    {
        using var infra = Bicep.CopyInfra();
        change(infra);
        return new(environment, Bicep.Snapshot(infra[parameters], Subscription, $"rg-kencom-{environment}"));
    }
}

internal sealed class Resource(JsonObject json)
{
    public JsonObject Json => json;

    public string Id => (string)json["id"]!;

    public string Type => (string)json["type"]!;

    public string Name => (string)json["name"]!;

    /// <summary>The last part of the name: children are named with their parents.</summary>
    public string OwnName => Name[(Name.LastIndexOf('/') + 1)..];

    public JsonNode Properties => json["properties"]!;

    /// <summary>A value below the properties, as text: <c>"networkAcls.defaultAction"</c>. Null when absent.</summary>
    public string? this[string path] =>
        path.Split('.').Aggregate((JsonNode?)Properties, (node, name) => node?[name])?.ToString();

    public override string ToString() => Id;

    public int Number(string path) => int.Parse(this[path]!, CultureInfo.InvariantCulture);
}
