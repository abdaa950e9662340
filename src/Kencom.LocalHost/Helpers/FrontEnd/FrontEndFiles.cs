using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Kencom.LocalHost.Helpers.FrontEnd;

/// <summary>
/// Serves the built front end as the static web app does: what is a page, and the headers, stand in staticwebapp.config.json; every other path is 404
/// and shows the page that says so; texts are sent compressed. Until it is built (<see cref="FrontEndBuild"/>), a page says so.
/// </summary>
internal sealed class FrontEndFiles
{
    private static readonly string[] OthersPaths = ["/api", "/local", "/emails"];

    private readonly string dist;
    private readonly FileExtensionContentTypeProvider types = new();
    private readonly CompressedFiles compressed = new();

    /// <summary>It is being built: whoever looks waits for it.</summary>
    public bool IsBuilding { get; set; }

    public FrontEndFiles(string top) => dist = Path.Combine(top, "src", "Kencom.Web", "dist");

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not null
            || (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            || OthersPaths.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        var site = SiteConfig.Read(dist);
        var page = PageFor(http.Request.Path, site);
        foreach (var (name, value) in site.Headers.Concat(page?.Headers ?? []))
        {
            http.Response.Headers[name] = value;
        }

        if ((FileAt(http.Request.Path) ?? FileOf(page)) is { } file)
        {
            await SendAsync(http, site, file);
        }
        else if (!File.Exists(Path.Combine(dist, "index.html")) && !Path.HasExtension(http.Request.Path))
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            if (IsBuilding)
            {
                http.Response.Headers["Refresh"] = "2";
            }

            await http.Response.WriteAsync(NotBuiltPage(IsBuilding ? "画面を準備しています。まもなく表示されます。" : "画面はビルドされていません。理由は端末に表示されています。"), http.RequestAborted);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            if (site.NotFoundPage is { } missing && File.Exists(Path.Combine(dist, missing)))
            {
                await SendAsync(http, site, Path.Combine(dist, missing));
            }
        }
    }

    private async Task SendAsync(HttpContext http, SiteConfig site, string file)
    {
        var response = http.Response;
        response.ContentType = ContentTypeOf(site, file);
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        var body = compressed.BodyOf(file, response.ContentType, http.Request.Headers.AcceptEncoding.ToString());
        if (body is null)
        {
            response.ContentLength = new FileInfo(file).Length;
            if (HttpMethods.IsGet(http.Request.Method))
            {
                await response.SendFileAsync(file, http.RequestAborted);
            }

            return;
        }

        response.Headers.ContentEncoding = "br";
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static SitePage? PageFor(PathString path, SiteConfig site) => site.PageAt(path.Value!.Length > 1 ? path.Value.TrimEnd('/') : path.Value);

    private string? FileOf(SitePage? page) => page is not null && File.Exists(Path.Combine(dist, page.File)) ? Path.Combine(dist, page.File) : null;

    private string? FileAt(PathString path)
    {
        var file = Path.GetFullPath(Path.Combine(dist, path.Value!.TrimStart('/')));
        return file.StartsWith(dist + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) ? file : null;
    }

    private string ContentTypeOf(SiteConfig site, string file)
    {
        // Apple's association file has no extension and must be JSON.
        if (!Path.HasExtension(file))
        {
            return "application/json";
        }

        return site.Types.TryGetValue(Path.GetExtension(file), out var set) ? set
            : types.TryGetContentType(file, out var type) ? type
            : "application/octet-stream";
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
