using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Kencom.Core.Rosters;

/// <summary>The report of a file (RST-8).</summary>
/// <param name="Seconds">From the start of reading to the end.</param>
/// <param name="Checks">What was measured of the file as a whole (RST-6, RST-13).</param>
/// <param name="Rows">Every row that was not taken as it stands, by line.</param>
public sealed record RosterReport(
    string Id, string InsurerNumber, string Path, RosterFileKind Kind, RosterFileState State, IReadOnlyList<string> Reasons, RosterCounts Counts,
    IReadOnlyList<RosterDoubt> Checks, DateTimeOffset ReceivedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double? Seconds, IReadOnlyList<ReportedRow> Rows);

/// <summary>Writes a file's report, as JSON and as CSV for the insurer.</summary>
public sealed class WriteRosterReport(RosterBlobs blobs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>What CP932 cannot write (in a file's name) becomes 〓, as printers did.</summary>
    private static readonly Encoding Cp932 =
        CodePagesEncodingProvider.Instance.GetEncoding(932, new EncoderReplacementFallback("〓"), DecoderFallback.ExceptionFallback)!;

    public async Task HandleAsync(RosterFile file, CancellationToken cancellationToken) => await WriteAsync(await MakeAsync(file, cancellationToken), cancellationToken);

    internal async Task WriteAsync(RosterReport report, CancellationToken cancellationToken)
    {
        await blobs.WriteReportAsync(report.Id, "json", JsonSerializer.SerializeToUtf8Bytes(report, Json), cancellationToken);
        await blobs.WriteReportAsync(report.Id, "csv", Cp932.GetBytes(ToCsv(report)), cancellationToken);
    }

    /// <summary>The report of what lies in the working blobs; without rows once they are cleaned up.</summary>
    internal async Task<RosterReport> MakeAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var rows = new List<ReportedRow>(await blobs.ReadRowsAsync(file, part: null, cancellationToken));
        for (var part = 0; part < file.Parts; part++)
        {
            rows.AddRange(await blobs.ReadRowsAsync(file, part, cancellationToken));
        }

        return new RosterReport(
            file.Id, file.InsurerNumber, file.Path, file.Kind, file.State, file.Reasons, file.Counts, file.Doubts, file.ReceivedAt, file.StartedAt, file.FinishedAt,
            (file.FinishedAt - file.StartedAt)?.TotalSeconds, [.. rows.OrderBy(row => row.Line)]);
    }

    private static string ToCsv(RosterReport report)
    {
        var csv = new StringBuilder();
        Row(csv, "ファイル", report.Path);
        Row(csv, "結果", StateName(report.State));
        foreach (var reason in report.Reasons)
        {
            Row(csv, "理由", reason == RosterFile.Overtaken ? "あとから届いたファイルを取り込んだため、このファイルは取り込みませんでした。" : reason);
        }

        var counts = report.Counts;
        foreach (var (name, count) in new[]
        {
            ("読み取った行", counts.Read), ("追加", counts.Added), ("変更", counts.Changed), ("変更なし", counts.Unchanged), ("資格喪失（ファイルにない人）", counts.Ended),
            ("取り込まなかった行", counts.Skipped), ("別の行に置き換えられた行", counts.Replaced), ("保留した行", counts.Undecided),
        })
        {
            Row(csv, name, count.ToString(CultureInfo.InvariantCulture));
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
        "dropped" => "取り消し",
        _ => "注意",
    };

    private static string StateName(RosterFileState state) => state switch
    {
        RosterFileState.Done => "取り込み完了",
        RosterFileState.Rejected => "取り込みませんでした",
        RosterFileState.WaitingForApproval => "確認待ち",
        _ => "処理中",
    };
}
