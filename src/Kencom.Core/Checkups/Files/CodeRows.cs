using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.Files;

/// <summary>A row of a viewing-code file (FILE-3).</summary>
/// <param name="Code">Null where one is to be made.</param>
/// <param name="Words">The person in the file's own words, for the print file.</param>
internal sealed record CodeRow(int Line, FilePerson Person, string? Code, PrintWords Words)
{
    /// <summary>Keeps codes out of logs.</summary>
    public override string ToString() => nameof(CodeRow);
}

/// <summary>The rows of one viewing-code file.</summary>
internal sealed class CodeRows(DroppedFile file, EraTable? eras, Sealer sealer) : IRows<CodeRow>
{
    private const int Code = PersonColumns.Count;

    private static readonly ColumnSet OfInsurer = Set(isGroup: false);
    private static readonly ColumnSet OfGroup = Set(isGroup: true);

    private readonly RowValues values = new(eras);

    public ColumnSet Columns { get; } = file.GroupCode is null ? OfInsurer : OfGroup;

    public ParsedRow<CodeRow> Parse(RowFields fields)
    {
        values.Start(fields);
        var person = PersonColumns.Read(values, file, out var ofAnother);
        var code = values.ViewingCode(Code);
        if (ofAnother)
        {
            return new ParsedRow<CodeRow>(fields.Line, null, new SkippedRow(fields.Line, SkippedAs.OfAnotherInsurer, [new RowProblem("保険者番号", "フォルダーと異なる保険者番号です。")]));
        }

        return values.Problems.Count > 0
            ? new ParsedRow<CodeRow>(fields.Line, null, new SkippedRow(fields.FaultyLine, SkippedAs.Bad, [.. values.Problems]))
            : new ParsedRow<CodeRow>(fields.Line, new CodeRow(fields.Line, person!, code, Words(fields)), BirthDate: person!.BirthDate);
    }

    public ParsedRow<CodeRow> Refuse(CodeRow row, RowProblem problem) => new(row.Line, null, new SkippedRow(row.Line, SkippedAs.Bad, [problem]));

    public void Take(in ParsedRow<CodeRow> row)
    {
        // Nothing concerns the file as a whole.
    }

    public void Stage(IReadOnlyList<CodeRow> rows, StagedRows to) =>
        StagedRecords.Stage(rows.Select(row => (row.Person.PartOf(file.Parts), row)), file.Id, CheckupFileJson.Default.CodeRow, sealer, to);

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static PrintWords Words(RowFields fields) => new(
        fields[PersonColumns.KanaName].Trim(),
        fields[PersonColumns.BirthDate].Trim(),
        fields[PersonColumns.PersonId].Trim(),
        fields[PersonColumns.InsurerNumber].Trim(),
        fields[PersonColumns.CardSymbol].Trim(),
        fields[PersonColumns.CardNumber].Trim(),
        fields[PersonColumns.BranchNumber].Trim());

    private static ColumnSet Set(bool isGroup) =>
        new("健診閲覧コードのデータ", PersonColumns.HeaderWord, [.. PersonColumns.For(isGroup), new(["健診閲覧コード", "閲覧コード"], IsRequired: true)]);
}
