using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.PrintFiles;

/// <summary>
/// A sealed blob of any length, written and read chunk by chunk. Each chunk is bound to its blob and place, and the last one to being the last, so that nothing
/// can be left out, swapped or cut off unseen.
/// </summary>
internal sealed class SealedStream(Sealer sealer, string purpose, string id)
{
    private const int ChunkBytes = 64 * 1024;

    public async Task WriteAsync(IAsyncEnumerable<byte[]> content, Stream to, CancellationToken cancellationToken)
    {
        var chunk = new MemoryStream(ChunkBytes);
        var index = 0;
        await foreach (var bytes in content.WithCancellation(cancellationToken))
        {
            if (chunk.Length > 0 && chunk.Length + bytes.Length > ChunkBytes)
            {
                await WriteAsync(index++, isLast: false, chunk, to, cancellationToken);
            }

            chunk.Write(bytes);
        }

        await WriteAsync(index, isLast: true, chunk, to, cancellationToken);
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">Something of it is missing or changed.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync(Stream from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = new byte[sizeof(int) + 1];
        for (var index = 0; ; index++)
        {
            await from.ReadExactlyAsync(header, cancellationToken);
            var whole = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
            await from.ReadExactlyAsync(whole, cancellationToken);
            var isLast = header[^1] == 1;
            yield return sealer.Open(purpose, PlaceOf(index, isLast), whole);
            if (isLast)
            {
                yield break;
            }
        }
    }

    private async Task WriteAsync(int index, bool isLast, MemoryStream chunk, Stream to, CancellationToken cancellationToken)
    {
        var whole = sealer.Seal(purpose, PlaceOf(index, isLast), chunk.GetBuffer().AsSpan(0, (int)chunk.Length));
        var header = new byte[sizeof(int) + 1];
        BinaryPrimitives.WriteInt32BigEndian(header, whole.Length);
        header[^1] = (byte)(isLast ? 1 : 0);
        await to.WriteAsync(header, cancellationToken);
        await to.WriteAsync(whole, cancellationToken);
        chunk.SetLength(0);
    }

    private string PlaceOf(int index, bool isLast) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}/{index}{(isLast ? "/last" : "")}");
}
