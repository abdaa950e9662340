using System.Text;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>Roster files for tests, and what the reader makes of them.</summary>
internal static class RosterText
{
    public const string Header = "保険者番号,記号,番号,枝番,氏名カナ,生年月日,続柄,資格取得日,資格喪失日,加入者ID";

    public static Encoding Cp932 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static string Row(
        string insurer = "06123459", string symbol = "1234", string number = "123456", string branch = "00", string name = "ケンコムタロウ",
        string birth = "1972-04-15", string relation = "本人", string start = "2020-04-01", string end = "", string id = "") =>
        string.Join(',', insurer, symbol, number, branch, name, birth, relation, start, end, id);

    public static string File(params string[] rows) => string.Join("\r\n", [Header, .. rows]) + "\r\n";

    public static Task<ReadFile> ReadAsync(string text, EraTable? eras = null) => ReadAsync(Encoding.UTF8.GetBytes(text), eras);

    public static async Task<ReadFile> ReadAsync(byte[] bytes, EraTable? eras = null)
    {
        await using var reader = new FileReader<IRosterFileRow>(new MemoryStream(bytes), new RowsAsParsed(eras));
        var (rows, skipped) = (new List<RosterRow>(), new List<SkippedPerson>());
        while (await reader.ReadAsync())
        {
            if (reader.Row.Row is RosterRow row)
            {
                rows.Add(row);
            }

            if (reader.Row.Skipped is { } skip)
            {
                skipped.Add(new SkippedPerson(skip.Line, skip.As is not SkippedAs.NoRow, (reader.Row.Row as BadRosterRow)?.MayBe ?? [], skip.Problems));
            }
        }

        return new ReadFile(rows, skipped, reader.Rejection);
    }

    public sealed record ReadFile(IReadOnlyList<RosterRow> Rows, IReadOnlyList<SkippedPerson> Skipped, string? Rejection);

    /// <summary>A row that is not imported, and whom it may be about.</summary>
    public sealed record SkippedPerson(int Line, bool IsPerson, IReadOnlyList<ReadableValues> MayBe, IReadOnlyList<RowProblem> Problems);
}

/// <summary>The rows of a roster as the parser makes them, of whatever insurer, without staging.</summary>
internal sealed class RowsAsParsed(EraTable? eras) : IRows<IRosterFileRow>
{
    private readonly RosterRowParser parser = new(eras);

    public ColumnSet Columns => RosterColumns.Set;

    public ParsedRow<IRosterFileRow> Parse(RowFields fields) => parser.Parse(fields);

    public ParsedRow<IRosterFileRow> Refuse(IRosterFileRow row, RowProblem problem) => RosterRowParser.Refuse((RosterRow)row, SkippedAs.Bad, problem);

    public void Take(in ParsedRow<IRosterFileRow> row)
    {
    }

    public void Stage(IReadOnlyList<IRosterFileRow> rows, StagedRows to) => throw new NotSupportedException();

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
