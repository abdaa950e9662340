using System.Buffers;
using System.Text;

namespace Kencom.Core.Files;

/// <summary>
/// Decodes a file piece by piece, in constant memory (RST-4). What it holds reaches from the next character to the file's end, or at least further than
/// the longest record: so records are read without waiting for storage, and looking ahead costs nothing.
/// </summary>
internal sealed class TextWindow(Stream file) : IDisposable
{
    /// <summary>Characters of the longest record, its line end not counted; a longer one is no insurer's.</summary>
    public const int MaximumRecord = 64 * 1024;

    private const int BytesAtOnce = FileEncoding.SampleBytes;

    /// <summary>A wrong lead byte, held back from one piece, gives two characters in the next.</summary>
    private const int Spare = 16;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(BytesAtOnce);
    private char[] text = ArrayPool<char>.Shared.Rent(MaximumRecord + BytesAtOnce + Spare);
    private Decoder? decoder;
    private bool isDecoded;

    /// <summary>What the window stands on; positions in it are good until the next <see cref="FillAsync"/>.</summary>
    public char[] Text => text;

    /// <summary>Position of the next character.</summary>
    public int Start { get; private set; }

    /// <summary>Position behind the last character held.</summary>
    public int End { get; private set; }

    public bool IsEmpty => Start == End;

    /// <summary>Begins to read.</summary>
    /// <param name="headerWord">By which the encoding is found.</param>
    /// <returns>Why these bytes are no CSV at all; null if they may be one.</returns>
    public async ValueTask<string?> OpenAsync(string headerWord, CancellationToken cancellationToken)
    {
        var length = await file.ReadAtLeastAsync(bytes.AsMemory(0, BytesAtOnce), BytesAtOnce, throwOnEndOfStream: false, cancellationToken);
        var sample = bytes.AsSpan(0, length);
        if (FileEncoding.Refuse(sample) is { } reason)
        {
            return reason;
        }

        decoder = FileEncoding.Detect(sample, headerWord).GetDecoder();
        End = decoder.GetChars(sample, text, flush: length < BytesAtOnce);
        isDecoded = length < BytesAtOnce;
        return null;
    }

    /// <summary>Whether the window holds enough for the next record.</summary>
    public bool IsFull => isDecoded || End - Start > MaximumRecord;

    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        text.AsSpan(Start, End - Start).CopyTo(text);
        (Start, End) = (0, End - Start);
        while (!IsFull)
        {
            var length = await file.ReadAsync(bytes.AsMemory(0, BytesAtOnce), cancellationToken);
            isDecoded = length == 0;
            End += decoder!.GetChars(bytes.AsSpan(0, length), text.AsSpan(End), flush: isDecoded);
        }
    }

    public void Advance(int characters) => Start += characters;

    /// <summary>Goes behind the next line end, however far away it is.</summary>
    public async ValueTask SkipLineAsync(CancellationToken cancellationToken)
    {
        int at;
        while ((at = text.AsSpan(Start, End - Start).IndexOfAny('\r', '\n')) < 0)
        {
            Start = End;
            if (isDecoded)
            {
                return;
            }

            await FillAsync(cancellationToken);
        }

        Start += at;
        if (!IsFull)
        {
            await FillAsync(cancellationToken); // The line feed that belongs to a carriage return may be in the next piece.
        }

        Start += CsvRecord.LineEndAt(text.AsSpan(Start, End - Start));
    }

    public void Dispose()
    {
        // They held personal data.
        ArrayPool<char>.Shared.Return(text, clearArray: true);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        (text, bytes) = ([], []);
        (Start, End, isDecoded) = (0, 0, true);
    }
}
