using Kencom.Functions.Guards;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using YamlDotNet.Serialization;

namespace Kencom.Functions.OpenApi;

/// <summary>Serves the API's description (API-2), which is kept as YAML beside the code.</summary>
public static class OpenApiFunction
{
    private static readonly Lazy<byte[]> Document = new(Read);

    /// <summary>The description, in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Json => Document.Value;

    [Function("openapi")]
    [Anonymous]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        Results.Bytes(Json, "application/json");

    private static byte[] Read()
    {
        using var yaml = new StreamReader(typeof(OpenApiFunction).Assembly.GetManifestResourceStream("openapi.yaml")!);
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(yaml);
        return System.Text.Encoding.UTF8.GetBytes(new SerializerBuilder().JsonCompatible().Build().Serialize(document));
    }
}
