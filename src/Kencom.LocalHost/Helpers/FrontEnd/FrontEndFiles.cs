using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Kencom.LocalHost.Helpers.FrontEnd;

/// <summary>
/// Serves the built front end as the static web app does: unknown paths are the single page's own, and the headers are
/// those of staticwebapp.config.json. Until it is built (<see cref="FrontEndBuild"/>), a page says so.
/// </summary>
internal sealed class FrontEndFiles
{
    private static readonly string[] OthersPaths = ["/api", "/local", "/emails"];

    private readonly string _dist;
    private readonly FileExtensionContentTypeProvider _types = new();

    /// <summary>It is being built: whoever looks waits for it.</summary>
    public bool IsBuilding { get; set; }

    public FrontEndFiles(string top) => _dist = Path.Combine(top, "src", "Kencom.Web", "dist");

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not null
            || (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            || OthersPaths.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        foreach (var (name, value) in GlobalHeaders())
            http.Response.Headers[name] = value;
        if (FileFor(http.Request.Path) is { } file)
        {
            http.Response.ContentType = ContentTypeOf(file);
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.ContentLength = new FileInfo(file).Length;
            if (HttpMethods.IsGet(http.Request.Method))
                await http.Response.SendFileAsync(file, http.RequestAborted);
        }
        else if (!File.Exists(Path.Combine(_dist, "index.html")) && !Path.HasExtension(http.Request.Path))
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            if (IsBuilding)
                http.Response.Headers["Refresh"] = "2";
            await http.Response.WriteAsync(NotBuiltPage(IsBuilding ? "画面を準備しています。まもなく表示されます。" : "画面はビルドされていません。理由は端末に表示されています。"), http.RequestAborted);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private string? FileFor(PathString path)
    {
        var file = Path.GetFullPath(Path.Combine(_dist, path.Value!.TrimStart('/')));
        if (!file.StartsWith(_dist + Path.DirectorySeparatorChar, StringComparison.Ordinal) && file.TrimEnd(Path.DirectorySeparatorChar) != _dist)
            return null;
        if (File.Exists(file))
            return file;

        // A missing picture is missing; a path without extension is a page of the single-page app.
        var index = Path.Combine(_dist, "index.html");
        return !Path.HasExtension(file) && !path.StartsWithSegments("/.well-known", StringComparison.OrdinalIgnoreCase) && File.Exists(index) ? index : null;
    }

    private string ContentTypeOf(string file)
    {
        // Apple's association file has no extension and must be JSON.
        if (!Path.HasExtension(file))
            return "application/json";
        if (!_types.TryGetContentType(file, out var type))
            return "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("javascript", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
    }

    private List<(string Name, string Value)> GlobalHeaders()
    {
        var config = Path.Combine(_dist, "staticwebapp.config.json");
        if (!File.Exists(config))
            return [];
        using var json = JsonDocument.Parse(File.ReadAllBytes(config));
        return json.RootElement.TryGetProperty("globalHeaders", out var headers)
            ? [.. headers.EnumerateObject().Select(header => (header.Name, header.Value.GetString() ?? string.Empty))]
            : [];
    }

    private static string NotBuiltPage(string state) =>
        $$"""
        <!doctype html>
        <html lang="ja">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>kencom</title>
        <style>body{font:1rem/1.7 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem;color:#1d2b33}a{color:#00695c}</style>
        <h1>kencom</h1>
        <p>APIは動いています。{{state}}</p>
        <ul><li><a href="/local/mailbox">メールボックス</a></li><li>使い方は README.md にあります</li></ul>
        </html>
        """;
}
