using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Kencom.Core.Rosters;

/// <summary>
/// CP932 or UTF-8, found by content (RST-1). What does not decode becomes U+FFFD, which no column accepts: the row is bad and can never match.
/// </summary>
internal static class RosterEncoding
{
    /// <summary>How much of a file is looked at.</summary>
    public const int SampleBytes = 64 * 1024;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>CP932 for reports and files: what it cannot write is an error.</summary>
    public static Encoding Cp932 { get; } =
        CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, new LeadByteFallback())!;

    /// <summary>
    /// The lines of the sample that are not ASCII vote: Japanese in CP932 is hardly ever valid UTF-8, and a single broken byte must not turn a whole
    /// file around.
    /// </summary>
    public static Encoding Detect(ReadOnlySpan<byte> sample)
    {
        if (sample.StartsWith(Encoding.UTF8.Preamble))
        {
            return Utf8;
        }

        var votes = 0;
        while (!sample.IsEmpty)
        {
            var end = sample.IndexOf((byte)'\n');
            var line = end < 0 ? sample : sample[..end];
            if (!Ascii.IsValid(line) && (end >= 0 || sample.Length < SampleBytes))
            {
                votes += System.Text.Unicode.Utf8.IsValid(line) ? 1 : -1;
            }

            sample = end < 0 ? [] : sample[(end + 1)..];
        }

        return votes >= 0 ? Utf8 : Cp932;
    }

    /// <summary>Why these bytes are no CSV at all; null if they may be one.</summary>
    public static string? Refuse(ReadOnlySpan<byte> sample)
    {
        if (sample.IsEmpty)
        {
            return "ファイルが空です。";
        }

        if (sample.StartsWith("PK\u0003\u0004"u8) || sample.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return "表計算ソフトや圧縮ファイルの形式です。CSV形式で保存してください。";
        }

        return sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || sample.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            ? "文字コードがUTF-16です。UTF-8またはシフトJIS（CP932）で保存してください。"
            : null;
    }

    /// <summary>
    /// A lead byte with a wrong second byte: the decoder hands over both, and dropping both would lose the comma, quote or line end that the second
    /// may be, and with it the next row.
    /// </summary>
    private sealed class LeadByteFallback : DecoderFallback
    {
        public override int MaxCharCount => 2;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private readonly char[] pending = new char[2];
            private int count;
            private int next;

            public override int Remaining => count - next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                pending[0] = '\uFFFD';
                count = 1;
                next = 0;
                if (bytesUnknown is [_, < 0x80 and var second])
                {
                    pending[count++] = (char)second;
                }

                return true;
            }

            public override char GetNextChar() => next < count ? pending[next++] : '\0';

            public override bool MovePrevious()
            {
                if (next == 0)
                {
                    return false;
                }

                next--;
                return true;
            }

            public override void Reset() => (count, next) = (0, 0);
        }
    }
}
