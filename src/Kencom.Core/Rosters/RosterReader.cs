using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Eligibility;
using Kencom.Core.Insurers;
using Sylvan.Data.Csv;

namespace Kencom.Core.Rosters;

/// <summary>
/// Reads a roster file as a stream, row by row, in constant memory (RST-1, RST-2, RST-4). After <see cref="ReadAsync"/> either <see cref="Row"/> or
/// <see cref="Skipped"/> is set; when it returns false, <see cref="Rejection"/> tells whether the file ended or cannot be read any further.
/// </summary>
/// <remarks>
/// A quote that is never closed would swallow the rows that follow. So a record over several lines whose values are wrong is read again line by
/// line: only the line with the quote is lost, and reported.
/// </remarks>
public sealed partial class RosterReader : IAsyncDisposable
{
    /// <summary>Characters of the longest record; a longer one is no roster's.</summary>
    private const int MaximumRecord = 64 * 1024;

    /// <summary>Small enough that the two arrays of this size, made anew for each file, cost little beside the reading of a short one.</summary>
    private const int DecodedBytes = 8 * 1024;

    private static readonly CsvDataReaderOptions CsvOptions = new()
    {
        HasHeaders = false,
        Delimiter = ',',
        CsvStyle = CsvStyle.Lax,
        MaxBufferSize = MaximumRecord,
        OwnsReader = true,
    };

    private readonly PipeReader pipe;
    private readonly EraTable? eras;
    private char[]? record = ArrayPool<char>.Shared.Rent(MaximumRecord);
    private readonly Queue<string> linesAgain = new();
    private readonly List<RowProblem> problems = [];
    private CsvDataReader? csv;
    private RosterColumns? columns;
    private int nextLine = 1;

    public RosterReader(Stream file, EraTable? eras)
    {
        pipe = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: RosterEncoding.SampleBytes, leaveOpen: true));
        this.eras = eras;
    }

    /// <summary>The person just read; null if the row is skipped.</summary>
    public RosterRow? Row { get; private set; }

    public SkippedRow? Skipped { get; private set; }

    /// <summary>Why the file as a whole cannot be read, in Japanese; null while it can.</summary>
    public string? Rejection { get; private set; }

    /// <summary>Reads the next row that holds anything.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        (Row, Skipped) = (null, null);
        if (columns is null && !await OpenAsync(cancellationToken))
        {
            return false;
        }

        while (Rejection is null)
        {
            if (linesAgain.TryDequeue(out var line))
            {
                ReadLineAgain(line);
            }
            else if (!await AdvanceAsync(cancellationToken))
            {
                return false;
            }
            else
            {
                ReadRecord();
            }

            if (Row is not null || Skipped is not null)
            {
                return true;
            }
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (csv is not null)
        {
            await csv.DisposeAsync();
        }

        await pipe.CompleteAsync();
        if (record is not null)
        {
            ArrayPool<char>.Shared.Return(record, clearArray: true); // It held personal data.
            record = null;
        }
    }

    private async ValueTask<bool> OpenAsync(CancellationToken cancellationToken)
    {
        var sample = await pipe.ReadAtLeastAsync(RosterEncoding.SampleBytes, cancellationToken);
        var encoding = Inspect(sample.Buffer);
        if (encoding is null)
        {
            return false;
        }

        var text = new StreamReader(pipe.AsStream(leaveOpen: true), encoding, detectEncodingFromByteOrderMarks: false, DecodedBytes);
        csv = await CsvDataReader.CreateAsync(text, record!, CsvOptions, cancellationToken);
        while (await AdvanceAsync(cancellationToken))
        {
            if (!IsBlank(csv))
            {
                (columns, Rejection) = RosterColumns.Read([.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)]);
                nextLine += LinesOf(csv);
                return Rejection is null;
            }

            nextLine += LinesOf(csv);
        }

        Rejection ??= "ファイルが空です。";
        return false;
    }

    private Encoding? Inspect(ReadOnlySequence<byte> buffer)
    {
        var bytes = buffer.Slice(0, Math.Min(buffer.Length, RosterEncoding.SampleBytes)).ToArray();
        Rejection = RosterEncoding.Refuse(bytes);
        var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        pipe.AdvanceTo(buffer.GetPosition(start));
        return Rejection is null ? RosterEncoding.Detect(bytes) : null;
    }

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await csv!.ReadAsync(cancellationToken);
        }
        catch (CsvRecordTooLargeException)
        {
            Rejection = $"{nextLine}行目から引用符（\"）が閉じられていないか、1行が長すぎます。";
        }
        catch (CsvFormatException)
        {
            Rejection = $"{nextLine}行目からCSVとして読み取れません。";
        }

        return false;
    }

    private void ReadRecord()
    {
        var line = nextLine;
        var lines = LinesOf(csv!);
        nextLine += lines;
        if (IsBlank(csv!))
        {
            return;
        }

        Parse(csv!, line);
        if (lines > 1 && Skipped is not null)
        {
            Skipped = null;
            nextLine = line;
            var raw = csv!.GetRawRecordSpan().ToString();
            foreach (var single in raw.TrimEnd('\r', '\n').Split(raw.Contains('\n', StringComparison.Ordinal) ? '\n' : '\r'))
            {
                linesAgain.Enqueue(single);
            }
        }
    }

    private void ReadLineAgain(string text)
    {
        var line = nextLine++;
        using var single = CsvDataReader.Create(new StringReader(text), CsvOptions);
        if (single.Read() && !IsBlank(single))
        {
            Parse(single, line);
        }
    }

    /// <summary>Lines that the record takes in the file; quoted values may hold line ends.</summary>
    private static int LinesOf(CsvDataReader record)
    {
        var raw = record.GetRawRecordSpan();
        var lines = raw.Count('\n');
        return Math.Max(1, lines == 0 ? raw.Count('\r') : lines + (raw.EndsWith("\n") ? 0 : 1));
    }

    /// <summary>Spreadsheets leave empty rows behind, and mainframes an end-of-file character.</summary>
    private static bool IsBlank(CsvDataReader record)
    {
        for (var i = 0; i < record.RowFieldCount; i++)
        {
            if (!record.GetFieldSpan(i).Trim().Trim('\u001A').IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private void Parse(CsvDataReader record, int line)
    {
        problems.Clear();
        if (NoPerson(record) is { } what)
        {
            Skipped = new SkippedRow(line, IsPerson: false, MayBe: [], [new RowProblem("", what)]);
            return;
        }

        CheckShape(record);
        var card = ParseCard(record);
        var row = ParsePerson(record, line, card ?? default);
        if (problems.Count == 0)
        {
            Row = row;
        }
        else
        {
            Skipped = new SkippedRow(
                line, IsPerson: true, card is { } read ? [new ReadableValues(read.InsurerNumber, read.Symbol, read.Number, null, null, null, null)] : [], [.. problems]);
        }
    }

    /// <summary>A total at the end, or the header once more in the middle of joined files.</summary>
    private string? NoPerson(CsvDataReader record)
    {
        if (StartsWithDigit(record, 0) && StartsWithDigit(record, columns![RosterColumn.InsurerNumber]))
        {
            return null; // Nearly every row.
        }

        if (RosterColumns.Find(Text(record, RosterColumn.InsurerNumber)) is RosterColumn.InsurerNumber)
        {
            return "見出し行の繰り返しです。";
        }

        for (var i = 0; i < record.RowFieldCount; i++)
        {
            var field = record.GetFieldSpan(i).Trim();
            if (!field.IsEmpty)
            {
                return TotalRow().IsMatch(field) ? "合計行です。" : null;
            }
        }

        return null;
    }

    private static bool StartsWithDigit(CsvDataReader record, int position) =>
        position >= 0 && position < record.RowFieldCount && record.GetFieldSpan(position) is [>= '0' and <= '9', ..];

    private void CheckShape(CsvDataReader record)
    {
        for (var i = columns!.Count; i < record.RowFieldCount; i++)
        {
            if (!record.GetFieldSpan(i).Trim().IsEmpty)
            {
                problems.Add(new RowProblem("", "列の数が見出し行より多くなっています。"));
                break;
            }
        }

        if (record.GetRawRecordSpan().Contains('\uFFFD'))
        {
            problems.Add(new RowProblem("", "文字コードとして読み取れない文字があります。"));
        }
    }

    private Card? ParseCard(CsvDataReader record)
    {
        var before = problems.Count;
        Check(InsurerNumber.TryParse(Text(record, RosterColumn.InsurerNumber), out var insurer), RosterColumn.InsurerNumber, "6桁または8桁の数字ではありません。");
        var symbolText = Text(record, RosterColumn.CardSymbol);
        CardSymbol symbol = default;
        _ = Check(!IsSpreadsheetDamage(symbolText), RosterColumn.CardSymbol, "表計算ソフトが日付や指数に変えた値です。")
            && Check(CardSymbol.TryParse(symbolText, out symbol), RosterColumn.CardSymbol, "使えない文字があるか、ハイフンのあとに何もありません。");
        Check(CardNumber.TryParse(Text(record, RosterColumn.CardNumber), out var number), RosterColumn.CardNumber, "数字ではありません。");
        return problems.Count == before ? new Card(insurer, symbol, number) : null;
    }

    private RosterRow ParsePerson(CsvDataReader record, int line, Card card)
    {
        var nameText = Text(record, RosterColumn.KanaName);
        Check(KanaName.TryParse(nameText, out var name), RosterColumn.KanaName, HasGaiji(nameText) ? "外字があります。" : "カタカナの氏名ではありません。");
        var start = Date(record, RosterColumn.CoverageStart);
        var end = IsEmpty(record, RosterColumn.CoverageEnd) ? null : Date(record, RosterColumn.CoverageEnd);
        Check(end is null || start is null || end >= start, RosterColumn.CoverageEnd, "資格取得日より前の日付です。");
        BranchNumber branch = default;
        var hasBranch = !IsEmpty(record, RosterColumn.BranchNumber)
            && Check(BranchNumber.TryParse(Text(record, RosterColumn.BranchNumber), out branch), RosterColumn.BranchNumber, "2桁までの数字ではありません。");
        return new RosterRow(
            line,
            card,
            hasBranch ? branch : null,
            name,
            Date(record, RosterColumn.BirthDate) ?? default,
            ParseRelation(record) ?? default,
            start ?? default,
            end,
            Code(record, RosterColumn.PersonId, PersonIds()),
            Code(record, RosterColumn.ViewingCode, ViewingCodes()));
    }

    private Relation? ParseRelation(CsvDataReader record)
    {
        // The digits are those of PersonalFamilyClassification (online eligibility checking).
        Relation? relation = Text(record, RosterColumn.Relation).Trim() switch
        {
            "本人" or "被保険者" or "1" or "１" => Relation.Insured,
            "家族" or "被扶養者" or "2" or "２" => Relation.Dependent,
            _ => null,
        };
        Check(relation is not null, RosterColumn.Relation, "「本人」または「家族」ではありません。");
        return relation;
    }

    private DateOnly? Date(CsvDataReader record, RosterColumn column)
    {
        var read = RosterDate.TryParse(Text(record, column), eras, out var date);
        Check(read, column, "日付として読み取れません。");
        return read ? date : null;
    }

    private string? Code(CsvDataReader record, RosterColumn column, Regex form)
    {
        if (IsEmpty(record, column))
        {
            return null;
        }

        var code = JapaneseText.Fold(Text(record, column));
        return Check(code is not null && form.IsMatch(code), column, "使えない文字があるか、長さが違います。") ? code : null;
    }

    private bool Check(bool holds, RosterColumn column, string reason)
    {
        if (!holds)
        {
            problems.Add(new RowProblem(RosterColumns.NameOf(column), reason));
        }

        return holds;
    }

    private bool IsEmpty(CsvDataReader record, RosterColumn column) => string.IsNullOrWhiteSpace(Text(record, column));

    /// <summary>The value without what spreadsheets wrap around a number to keep its zeros: ="0012" and '0012.</summary>
    private string Text(CsvDataReader record, RosterColumn column)
    {
        var position = columns![column];
        if (position < 0 || position >= record.RowFieldCount)
        {
            return "";
        }

        var field = record.GetFieldSpan(position);
        if (field is ['=', '"', .., '"'] && field.Length > 2)
        {
            return field[2..^1].ToString();
        }

        return field is ['\'', ..] ? field[1..].ToString() : record.GetString(position);
    }

    private static bool IsSpreadsheetDamage(string symbol) => symbol.Length >= 4 && symbol.AsSpan().ContainsAnyExceptInRange('0', '9') && SpreadsheetDamage().IsMatch(symbol.Trim());

    /// <summary>0x80, 0xA0 and the private area decode to something, but to nothing that two machines agree on.</summary>
    private static bool HasGaiji(string text) => text.AsSpan().ContainsAnyInRange('\uE000', '\uF8FF') || text.Contains('\u0080', StringComparison.Ordinal);

    [GeneratedRegex(@"^(合計|総計|小計|計|総?件数|total)([\s:：(（]|\d|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TotalRow();

    [GeneratedRegex(
        @"^([0-9０-９]{1,2}月[0-9０-９]{1,2}日|[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|[0-9]{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2,4}|[0-9]([.][0-9]+)?E[-+][0-9]+)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpreadsheetDamage();

    [GeneratedRegex(@"^[\p{L}\p{N}._:/-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PersonIds();

    [GeneratedRegex("^[A-Za-z0-9]{8}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ViewingCodes();
}
