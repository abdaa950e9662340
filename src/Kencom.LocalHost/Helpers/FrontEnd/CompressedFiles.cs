using System.Collections.Concurrent;
using System.IO.Compression;

namespace Kencom.LocalHost.Helpers.FrontEnd;

/// <summary>Texts compressed as Azure's edge sends them, so that a slow line is tried here as it will be there. Each is compressed once.</summary>
internal sealed class CompressedFiles
{
    private static readonly string[] Texts = ["text/", "application/javascript", "application/json", "image/svg"];

    private readonly ConcurrentDictionary<(string File, DateTime Written), byte[]> bodies = new();

    /// <returns>Null for what is sent as it is.</returns>
    public byte[]? BodyOf(string file, string contentType, string acceptEncoding) =>
        acceptEncoding.Split(',').Any(coding => coding.Trim().Split(';')[0] == "br") && Texts.Any(text => contentType.StartsWith(text, StringComparison.Ordinal))
            ? bodies.GetOrAdd((file, File.GetLastWriteTimeUtc(file)), static key => Compress(key.File))
            : null;

    private static byte[] Compress(string file)
    {
        using var body = new MemoryStream();
        using (var brotli = new BrotliStream(body, CompressionLevel.Optimal, leaveOpen: true))
        using (var content = File.OpenRead(file))
        {
            content.CopyTo(brotli);
        }

        return body.ToArray();
    }
}
