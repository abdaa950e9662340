using System.Collections.Frozen;
using System.Text;

namespace Kencom.Core.Files;

/// <summary>
/// CP932 or UTF-8, found by content (RST-1). What does not decode becomes U+FFFD, which no column that is read accepts: the row is bad and can never
/// match.
/// </summary>
internal static class FileEncoding
{
    /// <summary>How much of a file is looked at.</summary>
    public const int SampleBytes = 64 * 1024;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>CP932 for reports and files: what it cannot write is an error.</summary>
    public static Encoding Cp932 { get; } =
        CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, new Cp932Fallback())!;

    /// <summary>
    /// The 398 codes that CP932 has twice, NEC's and IBM's (髙 is one): a decoder with a fallback of its own refuses those that an encoder would never
    /// write, the plain one knows them.
    /// </summary>
    private static readonly FrozenDictionary<int, char> Duplicates = FindDuplicates();

    /// <summary>
    /// The header tells, whatever bytes are in columns that nobody reads. Where it does not (spaces between its letters, another alphabet), the lines of the
    /// sample that are not ASCII vote: Japanese in CP932 is hardly ever valid UTF-8, and a single broken byte must not turn a whole file around.
    /// </summary>
    /// <param name="headerWord">Stands in the header, whatever else does.</param>
    public static Encoding Detect(ReadOnlySpan<byte> sample, string headerWord)
    {
        if (sample.StartsWith(Encoding.UTF8.Preamble))
        {
            return Utf8;
        }

        var (inUtf8, inCp932) = (sample.IndexOf(Utf8.GetBytes(headerWord)), sample.IndexOf(Cp932.GetBytes(headerWord)));
        var isUtf8 = inUtf8 == inCp932 ? Votes(sample) >= 0 : inCp932 < 0 || (inUtf8 >= 0 && inUtf8 < inCp932);
        return isUtf8 ? Utf8 : Cp932;
    }

    private static int Votes(ReadOnlySpan<byte> sample)
    {
        var votes = 0;
        for (var rest = sample; !rest.IsEmpty;)
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? rest : rest[..end];
            if (!Ascii.IsValid(line) && (end >= 0 || sample.Length < SampleBytes))
            {
                votes += System.Text.Unicode.Utf8.IsValid(line) ? 1 : -1;
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return votes;
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

    private static FrozenDictionary<int, char> FindDuplicates()
    {
        var plain = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
        var strict = CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\uFFFD"))!;
        var duplicates = new Dictionary<int, char>();
        foreach (var lead in (ReadOnlySpan<byte>)[0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC])
        {
            for (var trail = 0x40; trail <= 0xFC; trail++)
            {
                byte[] code = [lead, (byte)trail];
                if (strict.GetString(code).Contains('\uFFFD', StringComparison.Ordinal) && plain.GetString(code) is [> '\u00A0' and not '\u30FB' and var character])
                {
                    duplicates.Add((lead << 8) | trail, character);
                }
            }
        }

        return duplicates.ToFrozenDictionary();
    }

    /// <summary>
    /// Gives the duplicate codes their character. Of a lead byte with a wrong second byte the decoder hands over both, and dropping both would lose the
    /// comma, quote or line end that the second may be, and with it the next row.
    /// </summary>
    private sealed class Cp932Fallback : DecoderFallback
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
                (count, next) = (1, 0);
                pending[0] = bytesUnknown is [var lead, var trail] && Duplicates.TryGetValue((lead << 8) | trail, out var character) ? character : '\uFFFD';
                if (bytesUnknown is [_, < 0x80 and var second] && pending[0] == '\uFFFD')
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
