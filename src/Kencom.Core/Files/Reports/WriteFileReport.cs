using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Kencom.Core.Files;

/// <summary>The report of a file (RST-8).</summary>
/// <param name="Seconds">From the start of reading to the end.</param>
/// <param name="Checks">What was measured of the file as a whole (RST-6, RST-13).</param>
/// <param name="IgnoredColumns">Headers of columns that nobody reads (FILE-2).</param>
/// <param name="Rows">Every row that was not taken as it stands, by line.</param>
public sealed record FileReport(
    string Id, string? InsurerNumber, string? GroupCode, string Path, FileKind Kind, FileState State, IReadOnlyList<string> Reasons, FileCounts Counts,
    IReadOnlyList<FileDoubt> Checks, DateTimeOffset ReceivedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double? Seconds,
    IReadOnlyList<string> IgnoredColumns, IReadOnlyList<ReportedRow> Rows);

/// <summary>Writes a file's report, as JSON and as CSV for the insurer.</summary>
public sealed class WriteFileReport(FileBlobs blobs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>What CP932 cannot write (in a file's name) becomes 〓, as printers did.</summary>
    private static readonly Encoding Cp932 =
        CodePagesEncodingProvider.Instance.GetEncoding(932, new EncoderReplacementFallback("〓"), DecoderFallback.ExceptionFallback)!;

    public async Task HandleAsync(DroppedFile file, CancellationToken cancellationToken) => await WriteAsync(await MakeAsync(file, cancellationToken), cancellationToken);

    /// <summary>Writes the report of a finished file anew, when something of it became known later.</summary>
    /// <returns>What it counts now; null when there is no report (any more).</returns>
    internal async Task<FileCounts?> RewriteAsync(string fileId, Func<FileReport, FileReport> change, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenReportAsync(fileId, "json", cancellationToken);
        if (stream is null)
        {
            return null;
        }

        var before = (await JsonSerializer.DeserializeAsync<FileReport>(stream, Json, cancellationToken))!;
        var after = change(before);
        if (after != before)
        {
            await WriteAsync(after, cancellationToken);
        }

        return after.Counts;
    }

    internal async Task WriteAsync(FileReport report, CancellationToken cancellationToken)
    {
        await blobs.WriteReportAsync(report.Id, "json", JsonSerializer.SerializeToUtf8Bytes(report, Json), cancellationToken);
        await blobs.WriteReportAsync(report.Id, "csv", Cp932.GetBytes(ToCsv(report)), cancellationToken);
    }

    /// <summary>The report of what lies in the working blobs; without rows once they are cleaned up.</summary>
    internal async Task<FileReport> MakeAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var rows = new List<ReportedRow>(await blobs.ReadRowsAsync(file, part: null, cancellationToken));
        for (var part = 0; part < file.Parts; part++)
        {
            rows.AddRange(await blobs.ReadRowsAsync(file, part, cancellationToken));
        }

        return new FileReport(
            file.Id, file.InsurerNumber, file.GroupCode, file.Path, file.Kind, file.State, file.Reasons, file.Counts, file.Doubts,
            file.ReceivedAt, file.StartedAt, file.FinishedAt, (file.FinishedAt - file.StartedAt)?.TotalSeconds,
            file.IgnoredColumns, [.. rows.OrderBy(row => row.Line)]);
    }

    private static string ToCsv(FileReport report)
    {
        var csv = new StringBuilder();
        Row(csv, "ファイル", report.Path);
        Row(csv, "結果", StateName(report.State));
        foreach (var reason in report.Reasons)
        {
            Row(csv, "理由", reason == DroppedFile.Overtaken ? "あとから届いたファイルを取り込んだため、このファイルは取り込みませんでした。" : reason);
        }

        foreach (var (name, count) in CountsOf(report))
        {
            Row(csv, name, Number(count));
        }

        if (report.IgnoredColumns.Count > 0)
        {
            Row(csv, ["読み取らなかった列", .. report.IgnoredColumns]);
        }

        if (report.Checks.Count > 0)
        {
            Row(csv);
            Row(csv, "ファイル全体の確認", "数", "全体", "割合", "上限", "結果");
        }

        foreach (var check in report.Checks)
        {
            Row(csv, check.Title, Number(check.Count), Number(check.Of), Share(check.Count, check.Of), check.Limit.ToString("0.##%", CultureInfo.InvariantCulture), check.IsExceeded ? "要確認" : "問題なし");
        }

        Row(csv);
        Row(csv, "行", "列", "取り扱い", "内容");
        foreach (var row in report.Rows)
        {
            Row(csv, row.Line == 0 ? "" : row.Line.ToString(CultureInfo.InvariantCulture), row.Column, OutcomeName(row.Outcome), row.Reason);
        }

        return csv.ToString();
    }

    private static IEnumerable<(string Name, int Count)> CountsOf(FileReport report)
    {
        var (counts, isRoster) = (report.Counts, report.Kind is FileKind.Full or FileKind.Diff);
        yield return ("読み取った行", counts.Read);
        yield return ("追加", counts.Added);
        yield return ("変更", counts.Changed);
        yield return ("変更なし", counts.Unchanged);
        if (isRoster)
        {
            yield return ("資格喪失（ファイルにない人）", counts.Ended);
        }

        yield return ("取り込まなかった行", counts.Skipped);
        yield return ("別の行に置き換えられた行", counts.Replaced);
        yield return isRoster ? ("保留した行", counts.Undecided) : ("加入者データを待つ行", counts.Kept);
        if (!isRoster)
        {
            yield return ("一部の値を除いて取り込んだ行", counts.Partly);
        }
    }

    private static void Row(StringBuilder csv, params ReadOnlySpan<string> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            csv.Append(i == 0 ? "" : ",").Append('"').Append(Harmless(values[i]).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        csv.Append("\r\n");
    }

    /// <summary>A spreadsheet computes what begins like a formula, whatever the quotes (CWE-1236).</summary>
    private static string Harmless(string value) => value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', ..] ? "'" + value : value;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Share(int count, int of) => of == 0 ? "" : ((double)count / of).ToString("0.##%", CultureInfo.InvariantCulture);

    private static string OutcomeName(string outcome) => outcome switch
    {
        "skipped" => "取り込まない",
        "replaced" => "置き換え",
        "undecided" => "保留",
        "added" => "追加",
        "changed" => "変更",
        "kept" => "加入者データ待ち",
        "partly" => "一部を除く",
        "dropped" => "取り消し",
        _ => "注意",
    };

    private static string StateName(FileState state) => state switch
    {
        FileState.Done => "取り込み完了",
        FileState.Rejected => "取り込みませんでした",
        FileState.WaitingForApproval => "確認待ち",
        _ => "処理中",
    };
}
