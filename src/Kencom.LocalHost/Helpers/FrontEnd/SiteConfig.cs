using System.Text.Json;

namespace Kencom.LocalHost.Helpers.FrontEnd;

/// <summary>What staticwebapp.config.json says, as far as it matters here: the headers of all answers, which paths are pages, and the page of all others.</summary>
internal sealed record SiteConfig(
    IReadOnlyList<(string Name, string Value)> Headers, IReadOnlyList<(string Route, string File)> Pages, string? NotFoundPage)
{
    private static readonly SiteConfig Empty = new([], [], null);

    public static SiteConfig Read(string dist)
    {
        var config = Path.Combine(dist, "staticwebapp.config.json");
        if (!File.Exists(config))
            return Empty;
        using var json = JsonDocument.Parse(File.ReadAllBytes(config));
        var root = json.RootElement;
        return new SiteConfig(
            [.. root.GetProperty("globalHeaders").EnumerateObject().Select(header => (header.Name, header.Value.GetString() ?? string.Empty))],
            [
                ("/", "index.html"),
                .. root.GetProperty("routes").EnumerateArray()
                    .Where(route => route.TryGetProperty("rewrite", out _))
                    .Select(route => (route.GetProperty("route").GetString()!, FileOf(route))),
            ],
            root.TryGetProperty("responseOverrides", out var overrides) && overrides.TryGetProperty("404", out var missing) ? FileOf(missing) : null);
    }

    /// <summary>The first route that fits; a wildcard stands at its end.</summary>
    public string? RewriteOf(string path) =>
        Pages.FirstOrDefault(page => page.Route.EndsWith('*') ? path.StartsWith(page.Route[..^1], StringComparison.Ordinal) : path == page.Route).File;

    private static string FileOf(JsonElement rule) => rule.GetProperty("rewrite").GetString()!.TrimStart('/');
}
