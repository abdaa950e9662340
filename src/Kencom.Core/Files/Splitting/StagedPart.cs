using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Specialized;

namespace Kencom.Core.Files;

/// <summary>
/// One part's staging blob, written block by block: while one buffer is on its way to storage, the other is filled. Two instances that split the same file
/// at once write the same content.
/// </summary>
internal sealed class StagedPart(BlockBlobClient blob, int bufferSize)
{
    private const int LeastBuffer = 8 * 1024;

    private readonly string attempt = Guid.NewGuid().ToString("N");
    private readonly int capacity = bufferSize / 2;
    private readonly List<string> blocks = [];
    private Task sending = Task.CompletedTask;
    private byte[] filled = [];
    private byte[] sent = [];
    private int length;

    public ValueTask AddAsync(ReadOnlyMemory<byte> row, CancellationToken cancellationToken)
    {
        if (length > 0 && length + row.Length > capacity)
        {
            return new ValueTask(SendThenAddAsync(row, cancellationToken));
        }

        Add(row.Span);
        return ValueTask.CompletedTask;
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (blocks.Count == 0)
        {
            using var content = new MemoryStream(filled, 0, length, writable: false);
            await blob.UploadAsync(content, cancellationToken: cancellationToken);
            return;
        }

        await SendAsync(cancellationToken);
        await sending;
        await blob.CommitBlockListAsync(blocks, cancellationToken: cancellationToken);
    }

    private void Add(ReadOnlySpan<byte> row)
    {
        if (filled.Length - length < row.Length)
        {
            Array.Resize(ref filled, Math.Max(length + row.Length, Math.Min(capacity, Math.Max(LeastBuffer, filled.Length * 2))));
        }

        row.CopyTo(filled.AsSpan(length));
        length += row.Length;
    }

    private async Task SendThenAddAsync(ReadOnlyMemory<byte> row, CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        Add(row.Span);
    }

    /// <summary>Begins to send what is filled, when what was sent before has arrived.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await sending;
        if (length > 0)
        {
            blocks.Add(Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{attempt}-{blocks.Count:d6}"))));
            sending = SendAsync(blocks[^1], filled, length, cancellationToken);
            (filled, sent, length) = (sent, filled, 0);
        }
    }

    private async Task SendAsync(string block, byte[] bytes, int count, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes, 0, count, writable: false);
        await blob.StageBlockAsync(block, content, cancellationToken: cancellationToken);
    }
}
