namespace Kencom.Core.Files;

/// <summary>
/// Reads a dropped file as a stream, row by row, in constant memory (RST-1, RST-4, RST-15). After <see cref="ReadAsync"/> there is a <see cref="Row"/>, read or
/// skipped; when it returns false, <see cref="Rejection"/> tells whether the file ended or cannot be read any further.
/// </summary>
/// <remarks>
/// No row is lost without a word: below the header every line that holds anything belongs to exactly one row or skipped row. <see cref="TextWindow"/>
/// decodes, <see cref="CsvRecord"/> splits a record into fields, <see cref="FileColumns"/> knows which is which, <see cref="Footers"/> what is no row, and
/// <see cref="IRows{TRow}"/> makes values of the others.
/// </remarks>
internal sealed class FileReader<TRow>(Stream file, IRows<TRow> rows) : IAsyncDisposable
    where TRow : class
{
    /// <summary>Lines above the header: a title, the date of printing, sep=, and the like.</summary>
    private const int MaximumLinesAbove = 50;

    /// <summary>How many values a line behind a short one must hold, to count as a row of its own and not as that one's rest.</summary>
    private const int ValuesOfARow = 3;

    private readonly TextWindow window = new(file);
    private readonly CsvRecord record = new();
    private readonly Queue<ParsedRow<TRow>> above = new();
    private FileColumns? columns;
    private RowFields? fields;
    private int nextLine = 1;

    /// <summary>The row just read.</summary>
    public ParsedRow<TRow> Row { get; private set; }

    /// <summary>Why the file as a whole cannot be read, in Japanese; null while it can.</summary>
    public string? Rejection { get; private set; }

    /// <summary>The columns of the file, once its header is found.</summary>
    public FileColumns? Columns => columns;

    /// <summary>Reads the next row that holds anything.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (columns is null && !await OpenAsync(cancellationToken))
        {
            return false;
        }

        if (above.TryDequeue(out var skipped))
        {
            Row = skipped;
            return true;
        }

        while (await HoldsMoreAsync(cancellationToken))
        {
            var line = nextLine;
            ReadRecord(columns!.Delimiter, columns);
            var isBlank = IsBlank();
            Row = isBlank ? default : Parse(line);
            var isShort = !isBlank && Row.Skipped is null && record.Count < columns.Count;
            await AdvanceAsync(cancellationToken);
            if (isShort && await HoldsMoreAsync(cancellationToken) && IsFragmentNext())
            {
                Row = rows.Refuse(Row.Row!, new RowProblem("", "行が途中で改行されています。"));
            }

            if (!isBlank)
            {
                return true;
            }
        }

        return false;
    }

    public ValueTask DisposeAsync()
    {
        window.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<bool> HoldsMoreAsync(CancellationToken cancellationToken)
    {
        if (!window.IsFull)
        {
            await window.FillAsync(cancellationToken);
        }

        return !window.IsEmpty;
    }

    private void ReadRecord(char delimiter, FileColumns? known) => record.Read(window.Text, window.Start, window.End, delimiter, known);

    private async ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        window.Advance(record.Length);
        nextLine += record.Lines;
        if (record.Fault is RecordFault.TooLong)
        {
            await window.SkipLineAsync(cancellationToken);
        }
    }

    private ParsedRow<TRow> Parse(int line) =>
        record.Fault is RecordFault.None && Footers.WhatItIs(record, columns!) is { } what
            ? new ParsedRow<TRow>(line, null, new SkippedRow(line, SkippedAs.NoRow, [new RowProblem("", what)]))
            : rows.Parse(fields!.Read(record, line));

    /// <summary>
    /// Systems leave out what is empty at the end of a row. But where the next line begins no row, a line end without quotes cut this one in two, and what
    /// is missing, an end of coverage maybe, stands there.
    /// </summary>
    private bool IsFragmentNext()
    {
        foreach (var line in window.Text.AsSpan(window.Start, Math.Min(window.End - window.Start, TextWindow.MaximumRecord)).EnumerateLines())
        {
            if (!line.Trim().Trim('\u001A').IsEmpty)
            {
                return !columns!.LooksLikeRow(line, shift: 0, ValuesOfARow) && !Footers.IsFooter(line, columns);
            }
        }

        return false;
    }

    /// <summary>Spreadsheets leave empty rows behind, and mainframes an end-of-file character.</summary>
    private bool IsBlank()
    {
        for (var i = 0; i < record.Count; i++)
        {
            if (!record[i].Trim().Trim('\u001A').IsEmpty)
            {
                return false;
            }
        }

        return record.Fault is RecordFault.None;
    }

    private async ValueTask<bool> OpenAsync(CancellationToken cancellationToken)
    {
        Rejection ??= await window.OpenAsync(rows.Columns.HeaderWord, cancellationToken);
        if (Rejection is not null)
        {
            return false;
        }

        var (lines, best, known) = (new List<(int Line, char[] Text)>(), "ファイルが空です。", -1);
        while (lines.Count <= MaximumLinesAbove && await HoldsMoreAsync(cancellationToken))
        {
            if (FindHeader() is not { } header)
            {
                await AdvanceAsync(cancellationToken); // An empty line.
                continue;
            }

            if (header.Columns is not null)
            {
                Open(header.Columns, lines);
                await AdvanceAsync(cancellationToken);
                return true;
            }

            (best, known) = header.Known > known ? (header.Rejection, header.Known) : (best, known);
            lines.Add((nextLine, TakeLine()));
            await AdvanceAsync(cancellationToken);
        }

        Rejection = best;
        return false;
    }

    /// <summary>Reads what comes next as a header with each delimiter; that which makes most of it known is the file's.</summary>
    /// <returns>Null for an empty line. The record is the header's, if it is one.</returns>
    private (FileColumns? Columns, string Rejection, int Known)? FindHeader()
    {
        (FileColumns? Columns, string Rejection, int Known)? best = null;
        foreach (var delimiter in (ReadOnlySpan<char>)[',', '\t', ';'])
        {
            ReadRecord(delimiter, known: null);
            if (IsBlank())
            {
                return null;
            }

            var (found, rejection, known) = FileColumns.Read(rows.Columns, record, delimiter);
            if (found is not null)
            {
                return (found, "", known);
            }

            if (best is null || known > best.Value.Known)
            {
                best = (null, known == 0 ? $"{rows.Columns.Title}のCSVとして読み取れません（見出し行がありません）。" : rejection!, known);
            }
        }

        return best;
    }

    /// <summary>The line as it stands, of what is no header; the record then is that line.</summary>
    private char[] TakeLine()
    {
        record.ReadLine(window.Text, window.Start, window.End);
        return window.Text.AsSpan(window.Start, record.Length).ToArray();
    }

    /// <summary>The header is found; lines above it that look like rows are no titles, and are reported.</summary>
    private void Open(FileColumns header, List<(int Line, char[] Text)> linesAbove)
    {
        (columns, fields) = (header, new RowFields(header));
        var row = new CsvRecord();
        foreach (var (line, text) in linesAbove)
        {
            if (header.LooksLikeRow(text.AsSpan().TrimEnd("\r\n"), shift: 0))
            {
                const string Reason = "見出し行より前にあります。";
                row.Read(text, 0, text.Length, header.Delimiter, header);
                above.Enqueue(rows.Parse(fields.Read(row, line, Reason)) with { Skipped = new SkippedRow(line, SkippedAs.Bad, [new RowProblem("", Reason)]) });
            }
        }
    }
}
