using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Kencom.TestSupport.Rosters;

namespace Kencom.Benchmarks;

/// <summary>
/// A full file of any size with one of each trouble in it that insurers' files are known for, and the report that the insurer gets: what a clerk reads of
/// some twenty rows among hundreds of thousands.
/// </summary>
internal static class RosterTroubles
{
    private const string Insurer = RosterGenerator.InsurerNumber;
    private const string Header = RosterGenerator.Header + ",備考";

    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    /// <summary>What the former file had, and what this one has instead: null for nothing, several lines for several rows.</summary>
    private static readonly (string? Before, string? After)[] Rows =
    [
        (Row("900001", "サトウイチロウ"), Row("900001", "サトウイチロウ") + "\"要確認"), // A quote that is never closed.
        (Row("900002", "サトウジロウ"), Row("900002", "サトウジロウ")),
        (Row("900003", "サトウサブロウ"), Row("900003", "サトウサブロウ") + "\"要"), // A quote that a later row closes.
        (Row("900004", "サトウシロウ"), Row("900004", "サトウシロウ") + "確認\""),
        (Row("900005", "サトウゴロウ"), Row("900005", "サトウゴロウ", symbol: "1月2日")),
        (Row("900006", "サトウロクロウ"), Row("900006", "サトウロクロウ", symbol: "#VALUE!")),
        (Row("900007", "サトウシチロウ"), Row("1.23E+07", "サトウシチロウ")),
        (Row("900008", "サトウハチロウ"), Row("900008", "サトウハチロウ", insurer: "")),
        (Row("900009", "サトウクロウ"), Row("900009", "サトウクロウ", birth: "1972-04-31")),
        (Row("900010", "サトウジュウロウ"), Row("900010", "サトウジュウロウ", insurer: "63123459")),
        (Row("900011", "スズキイチロウ"), Row("900011", "スズキイチロウ", end: "99999999")),
        (Row("900012", "スズキジロウ"), Row("900012", "スズキジロウ", birth: "1850-01-01")),
        (Row("900013", "スズキサブロウ", start: "2022-04-01"), Row("900013", "スズキサブロウ", start: "2022-04-01") + "\r\n" + Row("900013", "スズキサブロウ", start: "2010-04-01", end: "2015-03-31")),
        (Row("900014", "スズキシロウ"), Row("900014", "スズキシロウ", end: "2030-03-31") + "\r\n" + Row("900014", "スズキシロウ")),
        (Row("900015", "タナカキヨウコ"), Row("900015", "タナカキョウコ")),
        (Row("900016", "タナカアイ", start: "2020-04-01"), Row("900016", "タナカケン", start: "2024-04-01")),
        (Row("900017", "タナカタロウ"), Row("900017", "タナカタロウ") + "\r\n" + Row("900017", "タナカケン", birth: "1972-04-15")),
        (Row("900018", "イトウタロウ", id: "H18") + "\r\n" + Row("900018", "イトウハナコ", birth: "1975-01-02", id: "H18"), Row("900018", "イトウハナコ", birth: "1975-01-02", id: "H18") + "\r\n" + Row("900018", "イトウタロウ", id: "H18")),
        (Row("900019", "ワタナベタロウ", branch: "00") + "\r\n" + Row("900019", "ワタナベハナコ", birth: "1975-01-02", branch: "00"), Row("900019", "ワタナベハナコ", birth: "1975-01-02", branch: "00") + "\r\n" + Row("900019", "ワタナベタロウ", branch: "00")),
        (Row("900020", "カトウタロウ", id: "K20"), Row("900021", "カトウタロウ", id: "K20")), // Another card.
        (Row("900022", "カトウジロウ"), null), // Somebody has left.
        (null, Row("900023", "カトウサブロウ", symbol: "=\"0012\"")),
        (null, Header),
        (null, "合計,,,,,,,,,,"),
    ];

    public static async Task ReportAsync(int rows)
    {
        await using var app = await ImportApp.StartAsync();
        await ImportAsync(app, "1.csv", Content(rows, pair => pair.Before));
        var watch = Stopwatch.StartNew();
        var file = await ImportAsync(app, "2.csv", Content(rows, pair => pair.After));
        var seconds = watch.Elapsed.TotalSeconds;
        await using var report = await app.Get<FileBlobs>().OpenReportAsync(file.Id, "csv", default);
        using var text = new StreamReader(report!, Cp932);
        Console.WriteLine(await text.ReadToEndAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Counts.Read:n0} rows in {seconds:f1} s; {file.Changes} cards written"));
    }

    private static byte[] Content(int rows, Func<(string? Before, string? After), string?> which)
    {
        var lines = new StringBuilder("加入者一覧\r\n").Append(Header).Append("\r\n");
        var troubles = new Queue<string>(Rows.Select(which).OfType<string>());
        var every = rows / (Rows.Length + 1);
        foreach (var (row, number) in new RosterGenerator(rows).Rows().Select((row, number) => (row, number)))
        {
            lines.Append(row).Append(",髙橋\r\n"); // NEC's and IBM's own characters in a column that is not used.
            if (number % every == every - 1 && troubles.TryDequeue(out var trouble))
            {
                lines.Append(trouble).Append("\r\n");
            }
        }

        return Cp932.GetBytes(lines.ToString());
    }

    private static async Task<DroppedFile> ImportAsync(CoreApp app, string name, byte[] content)
    {
        var path = $"{Insurer}/full/{name}";
        await app.Blobs.GetBlobContainerClient(ContainerNames.Rosters).GetBlobClient(path).UploadAsync(BinaryData.FromBytes(content));
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.ImportAsync();
        return (await app.Get<FileStore>().ListAsync(Insurer, default)).Single(file => file.Path == path);
    }

    private static string Row(
        string number, string name, string insurer = Insurer, string symbol = "77", string branch = "", string birth = "1972-04-15", string start = "2020-04-01", string end = "", string id = "") =>
        string.Join(',', insurer, symbol, number, branch, name, birth, "本人", start, end, id, "");
}
