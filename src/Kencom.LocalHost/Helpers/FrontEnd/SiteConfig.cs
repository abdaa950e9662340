using System.Text.Json;

namespace Kencom.LocalHost.Helpers.FrontEnd;

/// <summary>
/// What staticwebapp.config.json says, as far as it matters here: the headers of all answers, the types of files, which paths are pages and what
/// headers theirs are instead, and the page of all others.
/// </summary>
internal sealed record SiteConfig(IReadOnlyList<(string Name, string Value)> Headers, IReadOnlyDictionary<string, string> Types, IReadOnlyList<SitePage> Pages, string? NotFoundPage)
{
    private static readonly SiteConfig Empty = new([], new Dictionary<string, string>(StringComparer.Ordinal), [], null);

    public static SiteConfig Read(string dist)
    {
        var config = Path.Combine(dist, "staticwebapp.config.json");
        if (!File.Exists(config))
        {
            return Empty;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(config));
        var root = json.RootElement;
        return new SiteConfig(
            HeadersOf(root.GetProperty("globalHeaders")),
            root.TryGetProperty("mimeTypes", out var types)
                ? HeadersOf(types).ToDictionary(type => type.Name, type => type.Value, StringComparer.Ordinal)
                : Empty.Types,
            [
                new SitePage("/", "index.html", []),
                .. root.GetProperty("routes").EnumerateArray()
                    .Where(route => route.TryGetProperty("rewrite", out _))
                    .Select(route => new SitePage(
                        route.GetProperty("route").GetString()!, FileOf(route), route.TryGetProperty("headers", out var headers) ? HeadersOf(headers) : [])),
            ],
            root.TryGetProperty("responseOverrides", out var overrides) && overrides.TryGetProperty("404", out var missing) ? FileOf(missing) : null);
    }

    /// <summary>The first route that fits; a wildcard stands at its end.</summary>
    public SitePage? PageAt(string path) =>
        Pages.FirstOrDefault(page => page.Route.EndsWith('*') ? path.StartsWith(page.Route[..^1], StringComparison.Ordinal) : path == page.Route);

    private static string FileOf(JsonElement rule) => rule.GetProperty("rewrite").GetString()!.TrimStart('/');

    private static (string Name, string Value)[] HeadersOf(JsonElement headers) =>
        [.. headers.EnumerateObject().Select(header => (header.Name, header.Value.GetString() ?? string.Empty))];
}

/// <param name="Headers">In place of those of all answers.</param>
internal sealed record SitePage(string Route, string File, IReadOnlyList<(string Name, string Value)> Headers);
