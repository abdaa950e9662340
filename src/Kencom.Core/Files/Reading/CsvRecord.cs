namespace Kencom.Core.Files;

/// <summary>What a record was found to be.</summary>
internal enum RecordFault
{
    None,

    /// <summary>A quote that is not closed, or closed where no value ends (RST-15).</summary>
    Quote,

    /// <summary>No line end within the longest record.</summary>
    TooLong,
}

/// <summary>
/// Splits the next record of a text into fields, in the manner of RFC 4180 but never further than it is sure: a quoted value goes on over a line end only
/// where it may and while nothing in it looks like a row of its own (RST-15). Where a quote is wrong, the record ends with the quote's line, and from the
/// quote on that line is split as if no quote had a meaning.
/// </summary>
/// <remarks>Not a library's reader: those swallow rows, or give up, where a quote does not close.</remarks>
internal sealed class CsvRecord
{
    /// <summary>The most lines of one record: looking ahead stays cheap whatever a file holds.</summary>
    private const int MaximumLines = 200;

    private Field[] fields = new Field[32];
    private char[] text = [];
    private int end;
    private int line; // Where the line begins that is being read.

    /// <summary>Number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>Characters of the text that the record takes, with its line end.</summary>
    public int Length { get; private set; }

    /// <summary>Line ends that the record takes, its own included.</summary>
    public int Lines { get; private set; }

    /// <summary>False for the last record of a file without a line end behind it.</summary>
    public bool HasLineEnd { get; private set; }

    /// <summary>Whether a quoted value holds delimiters or line ends: if the row is short, they may have been the row's own.</summary>
    public bool HoldsDelimiters { get; private set; }

    public RecordFault Fault { get; private set; }

    /// <summary>The field with the wrong quote.</summary>
    public int FaultyField { get; private set; }

    /// <summary>Line ends between the record's begin and the wrong quote.</summary>
    public int LinesBeforeFault { get; private set; }

    /// <summary>Length of the line end that the text begins with: 2 for CRLF, 1 for CR or LF, else 0.</summary>
    public static int LineEndAt(ReadOnlySpan<char> text) => text switch
    {
        ['\r', '\n', ..] => 2,
        ['\r' or '\n', ..] => 1,
        _ => 0,
    };

    /// <summary>A field as it is meant, or empty where the record has no such field.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            if ((uint)field >= (uint)Count)
            {
                return default;
            }

            var (start, length, isEscaped) = fields[field];
            var value = text.AsSpan(start, length);
            return isEscaped ? value.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : value;
        }
    }

    /// <param name="from">What holds the record; the record's fields point into it.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="to">Where the file ends, or what is held of it, if that is more than the longest record.</param>
    /// <param name="delimiter">Comma, tab or semicolon.</param>
    /// <param name="columns">Those of the file; null until the header is found.</param>
    public void Read(char[] from, int start, int to, char delimiter, FileColumns? columns)
    {
        (text, end) = (from, to);
        (Count, Lines, HoldsDelimiters, Fault, LinesBeforeFault) = (0, 0, false, RecordFault.None, 0);
        var last = Math.Min(end, start + TextWindow.MaximumRecord);
        var at = line = start;
        while (at < last && text[at] == '\uFEFF')
        {
            at++; // A byte order mark, once, twice, or where files were joined.
        }

        while (true)
        {
            var next = at < last && text[at] == '"' ? ReadQuoted(at, last, delimiter, columns) : ReadPlain(at, last, delimiter);
            if (next == last || text[next] != delimiter)
            {
                Finish(start, next);
                return;
            }

            at = next + 1;
        }
    }

    /// <summary>Reads the next line as one field, whatever quotes and delimiters are in it.</summary>
    public void ReadLine(char[] from, int start, int to)
    {
        (text, end) = (from, to);
        (Count, Lines, HoldsDelimiters, Fault, LinesBeforeFault) = (0, 0, false, RecordFault.None, 0);
        Finish(start, ReadPlain(start, Math.Min(end, start + TextWindow.MaximumRecord), delimiter: '\n'));
    }

    private int ReadPlain(int at, int last, char delimiter)
    {
        var length = text.AsSpan(at, last - at).IndexOfAny(delimiter, '\r', '\n');
        length = length < 0 ? last - at : length;
        Add(new Field(at, length, IsEscaped: false));
        return at + length;
    }

    private int ReadQuoted(int quote, int last, char delimiter, FileColumns? columns)
    {
        var (isEscaped, lines) = (false, 0);
        for (var at = quote + 1; ; at++)
        {
            var distance = text.AsSpan(at, last - at).IndexOfAny('"', '\r', '\n');
            if (distance < 0)
            {
                return ReadWithoutQuotes(quote, last, delimiter);
            }

            at += distance;
            if (text[at] != '"')
            {
                if (lines++ == MaximumLines || columns?.MayGoOn(Count, text.AsSpan(line, at - line), isFirstLine: lines == 1) is false)
                {
                    return ReadWithoutQuotes(quote, last, delimiter);
                }

                at += LineEndAt(text.AsSpan(at, last - at)) - 1;
                line = at + 1;
            }
            else if (at + 1 < last && text[at + 1] == '"')
            {
                isEscaped = true;
                at++;
            }
            else if (!IsValueEnd(at + 1, last, delimiter) || (lines > 0 && columns?.MayEnd(Count, text.AsSpan(line, at - line), RestOfLine(line, last)) is false))
            {
                return ReadWithoutQuotes(quote, last, delimiter);
            }
            else
            {
                Add(new Field(quote + 1, at - quote - 1, isEscaped));
                Lines += lines;
                HoldsDelimiters |= lines > 0 || text.AsSpan(quote + 1, at - quote - 1).Contains(delimiter);
                return at + 1;
            }
        }
    }

    private ReadOnlySpan<char> RestOfLine(int from, int last)
    {
        var rest = text.AsSpan(from, last - from);
        return rest.IndexOfAny('\r', '\n') is >= 0 and var length ? rest[..length] : rest;
    }

    private int ReadWithoutQuotes(int at, int last, char delimiter)
    {
        (Fault, FaultyField, LinesBeforeFault) = (RecordFault.Quote, Count, Lines);
        while (true)
        {
            at = ReadPlain(at, last, delimiter);
            if (at == last || text[at] != delimiter)
            {
                return at;
            }

            at++;
        }
    }

    private bool IsValueEnd(int at, int last, char delimiter) => at == last || text[at] == delimiter || text[at] is '\r' or '\n';

    private void Finish(int start, int at)
    {
        var lineEnd = LineEndAt(text.AsSpan(at, Math.Min(2, end - at)));
        HasLineEnd = lineEnd > 0;
        Lines++;
        Length = at + lineEnd - start;
        if (!HasLineEnd && at < end)
        {
            Fault = RecordFault.TooLong;
            Count--; // Nobody knows how the last field goes on.
        }
    }

    private void Add(Field field)
    {
        if (Count == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        fields[Count++] = field;
    }

    /// <param name="IsEscaped">Two quotes in it mean one.</param>
    private readonly record struct Field(int Start, int Length, bool IsEscaped);
}
