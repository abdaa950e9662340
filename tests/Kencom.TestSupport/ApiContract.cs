using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kencom.Functions.OpenApi;

namespace Kencom.TestSupport;

/// <summary>
/// Holds every exchange of the tests to the API's own description (API-2): the status is named for the operation, the body has its shape, and what the API
/// took as right has the shape of a request.
/// </summary>
public static class ApiContract
{
    private const string ResponsePrefix = "#/components/responses/";
    private const string RequestPrefix = "#/components/requestBodies/";

    private static readonly JsonNode Document = JsonNode.Parse(OpenApiFunction.Json.Span)!;
    private static readonly ApiSchemas Schemas = new(Document);

    private static readonly (string[] Segments, JsonObject Operations)[] Paths =
    [
        .. Document["paths"]!.AsObject()
            .Select(path => (path.Key.Split('/'), path.Value!.AsObject()))
            .OrderBy(path => path.Item1.Count(IsParameter)),
    ];

    /// <exception cref="InvalidOperationException">The exchange is not as described; says how.</exception>
    public static void Check(HttpMethod method, string path, string? requestBody, HttpResponseMessage response, string body)
    {
        var bare = path.Split('?')[0];
        var operation = Find(method, bare);
        if (operation is null)
        {
            // The host's own answer to what is no route.
            Require(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, method, bare, response, "the operation is not described");
            return;
        }

        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var described = operation["responses"]![status] ?? operation["responses"]!["default"];
        Require(described is not null, method, bare, response, "the status is not described");
        CheckContent(method, bare, response, body, Resolve(described!, ResponsePrefix)["content"]);
        if (response.IsSuccessStatusCode && requestBody is not null && operation["requestBody"] is { } request)
        {
            var schema = Resolve(request, RequestPrefix)["content"]!["application/json"]!["schema"]!;
            Require(Errors(schema, requestBody) is [], method, bare, response, $"the request taken is not as described: {requestBody}");
        }
    }

    private static void CheckContent(HttpMethod method, string path, HttpResponseMessage response, string body, JsonNode? content)
    {
        if (content is null)
        {
            Require(body.Length == 0, method, path, response, $"no body is described: {body}");
            return;
        }

        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        Require(content[mediaType] is not null, method, path, response, $"the media type '{mediaType}' is not described");
        if (mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            var errors = Errors(content[mediaType]!["schema"]!, body);
            Require(errors is [], method, path, response, $"{string.Join("; ", errors)} in {body}");
        }
    }

    private static JsonObject? Find(HttpMethod method, string path)
    {
        var segments = path.Split('/');
        return Paths
            .Where(candidate => candidate.Segments.Length == segments.Length
                && candidate.Segments.Zip(segments).All(pair => IsParameter(pair.First) || pair.First == pair.Second))
            .Select(candidate => candidate.Operations[method.Method.ToLowerInvariant()]?.AsObject())
            .FirstOrDefault(operation => operation is not null);
    }

    private static JsonNode Resolve(JsonNode node, string prefix) =>
        node["$ref"]?.GetValue<string>() is { } reference ? Document["components"]![prefix.Split('/')[2]]![reference[prefix.Length..]]! : node;

    private static IReadOnlyList<string> Errors(JsonNode schema, string body)
    {
        using var instance = JsonDocument.Parse(body);
        return Schemas.Errors(schema, instance.RootElement);
    }

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private static void Require(bool holds, HttpMethod method, string path, HttpResponseMessage response, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"openapi.yaml and the API differ (API-2). {method} {path} answered {(int)response.StatusCode}: {otherwise}");
        }
    }
}
