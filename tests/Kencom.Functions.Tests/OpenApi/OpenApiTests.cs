using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Kencom.Core;
using Kencom.Functions.Http;
using Kencom.Functions.OpenApi;

namespace Kencom.Functions.Tests.OpenApi;

/// <summary>The description is served, complete, and held to (API-2). That every exchange of the tests is as described, the tests' client sees to.</summary>
public sealed partial class OpenApiTests : AppTests
{
    [Fact, Trait("Rule", "API-2")]
    public async Task OpenApi_Served_DescribesEveryRouteAndNoOther()
    {
        var answer = await App.NewClient().GetAsync("/api/openapi.json");

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Text("openapi").Should().StartWith("3.1");
        var described = answer.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => member.Name != "parameters").Select(operation => $"{operation.Name} {Bare(path.Name)}"));
        described.Should().BeEquivalentTo(HttpRoutes.All.Select(route => $"{route.Verb} {Bare(route.Path)}"));
    }

    [Fact, Trait("Rule", "API-2")]
    public void OpenApi_Codes_AreOfTheCatalogue()
    {
        var document = JsonNode.Parse(OpenApiFunction.Json.Span)!;

        document["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!)
            .Should().OnlyHaveUniqueItems().And.BeSubsetOf(Catalogue().Select(error => error.Code));
    }

    [Theory, Trait("Rule", "API-2")]
    [InlineData(HttpStatusCode.OK, """{"membership":"1"}""", "required")]
    [InlineData(HttpStatusCode.OK, """{"membership":"1","privacy":"1","more":1}""", "/more breaks")]
    [InlineData(HttpStatusCode.OK, """{"membership":1,"privacy":"1"}""", "type")]
    [InlineData(HttpStatusCode.Created, "", "media type")]
    public void Contract_OfAnAnswerThatIsNotAsDescribed_Fails(HttpStatusCode status, string body, string reason)
    {
        using var response = new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

        FluentActions.Invoking(() => ApiContract.Check(HttpMethod.Get, "/api/terms", null, response, body))
            .Should().Throw<InvalidOperationException>().WithMessage($"*{reason}*");
    }

    [Theory, Trait("Rule", "API-2")]
    [InlineData("""{"type":"object","requird":["membership"]}""")]
    [InlineData("""{"type":"object","properties":{"membership":{"typ":"string"}}}""")]
    public void Contract_OfASchemaWithATypo_Fails(string schema)
    {
        using var body = JsonDocument.Parse("{}");

        FluentActions.Invoking(() => new ApiSchemas(JsonNode.Parse(OpenApiFunction.Json.Span)!).Errors(JsonNode.Parse(schema)!, body.RootElement)).Should().Throw<JsonSchemaException>();
    }

    private static IEnumerable<Error> Catalogue() =>
        new[] { typeof(Errors), typeof(HttpErrors) }.SelectMany(catalogue => catalogue.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.ReturnType == typeof(Error))
            .Select(method => (Error)method.Invoke(null, [.. method.GetParameters().Select(parameter => Blank(parameter.ParameterType))])!);

    private static object? Blank(Type type) =>
        type == typeof(string) ? "" : type == typeof(FieldErrors) ? new FieldErrors() : type.IsValueType ? Activator.CreateInstance(type) : null;

    /// <summary>How a parameter is called is nobody's concern.</summary>
    private static string Bare(string path) => Parameter().Replace(path, "{}");

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
