using System.Collections.Immutable;
using System.Globalization;
using Kencom.Core.Cards;
using Kencom.Core.Checkups.Items;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.Files;

/// <summary>The rows of one checkup file, long or wide (FILE-1). Values that cannot be are left out, the rest of the row is taken (FILE-2).</summary>
internal sealed class CheckupRows(DroppedFile file, EraTable? eras, Sealer sealer) : IRows<CheckupRow>
{
    private const int LongestText = 200;
    private const int LongestValue = 1000;

    /// <summary>The most rows that are staged as one: sealed, they fit into a table's property.</summary>
    private const int MostTogether = 200;

    private readonly RowValues values = new(eras);
    private readonly List<RowProblem> leftOut = [];
    private (int Position, string Code, string Header)[]? wide;

    public ColumnSet Columns { get; } = CheckupColumns.For(file);

    public ParsedRow<CheckupRow> Parse(RowFields fields)
    {
        values.Start(fields);
        leftOut.Clear();
        var person = PersonColumns.Read(values, file, out var ofAnother);
        var removes = ReadRemoved();
        var date = ReadDate(person, removes);
        if (ofAnother)
        {
            return Skip(fields, SkippedAs.OfAnotherInsurer, [new RowProblem("保険者番号", "フォルダーと異なる保険者番号です。")]);
        }

        var isLong = fields.Columns[CheckupColumns.Value] >= 0 && (fields.Columns[CheckupColumns.ItemCode] >= 0 || fields.Columns[CheckupColumns.ItemName] >= 0);
        var items = removes || person is null || date is null ? [] : isLong ? ReadLong() : ReadWide(fields);
        if (!removes && items.Count == 0 && leftOut.Count == 0 && values.Problems.Count == 0)
        {
            values.Wrong(CheckupColumns.Date, "", "結果がありません。項目コードと値の列か、項目コードまたは項目名を見出しにした列が必要です。");
        }

        if (values.Problems.Count > 0 || (isLong && items.Count == 0 && !removes))
        {
            return Skip(fields, SkippedAs.Bad, [.. values.Problems, .. leftOut]);
        }

        var checkup = new Checkup(date!.Value, Text(CheckupColumns.Facility), Text(CheckupColumns.Kind), ReadSex(), [.. items]);
        var row = new CheckupRow(fields.Line, person!, checkup, [.. Enumerable.Repeat(fields.Line, items.Count)], removes);
        return new ParsedRow<CheckupRow>(fields.Line, row, LeftOut: leftOut.Count > 0 ? [.. leftOut] : null, BirthDate: person!.BirthDate);
    }

    public ParsedRow<CheckupRow> Refuse(CheckupRow row, RowProblem problem) => new(row.Line, null, new SkippedRow(row.Line, SkippedAs.Bad, [problem]));

    public void Take(in ParsedRow<CheckupRow> row)
    {
        // Nothing concerns the file as a whole.
    }

    public void Stage(IReadOnlyList<CheckupRow> rows, StagedRows to) =>
        StagedRecords.Stage(Together(rows).Select(row => (row.Person.PartOf(file.Parts), row)), file.Id, CheckupFileJson.Default.CheckupRow, sealer, to);

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<CheckupRow> Together(IReadOnlyList<CheckupRow> rows)
    {
        for (var i = 0; i < rows.Count;)
        {
            var first = i++;
            while (i < rows.Count && i - first < MostTogether && rows[first].GoesOn(rows[i]))
            {
                i++;
            }

            var same = rows.Skip(first).Take(i - first).ToArray();
            yield return same.Length == 1 ? same[0] : same[0] with
            {
                Checkup = same[0].Checkup with { Items = [.. same.SelectMany(row => row.Checkup.Items)] },
                Lines = [.. same.SelectMany(row => row.Lines)],
                Rows = same.Length,
            };
        }
    }

    private static ParsedRow<CheckupRow> Skip(RowFields fields, SkippedAs skippedAs, IReadOnlyList<RowProblem> problems) =>
        new(fields.Line, null, new SkippedRow(fields.FaultyLine, skippedAs, problems));

    private bool ReadRemoved()
    {
        var text = values.Text(CheckupColumns.Removed);
        var mark = JapaneseText.Fold(text);
        if (mark is not (null or "" or "0" or "1"))
        {
            values.Wrong(CheckupColumns.Removed, text, "1か空欄ではありません。");
        }

        return mark == "1";
    }

    /// <summary>Without a day a checkup cannot be told from another, so that a day that cannot be makes the row bad.</summary>
    private DateOnly? ReadDate(FilePerson? person, bool removes)
    {
        var text = values.Text(CheckupColumns.Date);
        if (removes && string.IsNullOrWhiteSpace(text))
        {
            return DateOnly.MinValue;
        }

        var date = values.Date(CheckupColumns.Date);
        if (date < person?.BirthDate)
        {
            values.Wrong(CheckupColumns.Date, "", "生年月日より前の日付です。");
        }
        else if (date > file.Day)
        {
            values.Wrong(CheckupColumns.Date, "", "未来の日付です。");
        }

        return date;
    }

    private Sex? ReadSex()
    {
        var text = values.Text(CheckupColumns.Sex);
        Sex? sex = (JapaneseText.Fold(text) ?? "") switch
        {
            "男" or "1" or "男性" => Sex.Male,
            "女" or "2" or "女性" => Sex.Female,
            _ => null,
        };
        if (sex is null && !string.IsNullOrWhiteSpace(text))
        {
            leftOut.Add(new RowProblem("性別", "「男」「女」または1、2ではありません。"));
        }

        return sex;
    }

    private List<ItemResult> ReadLong()
    {
        var named = Text(CheckupColumns.ItemName);
        var typed = (JapaneseText.Fold(values.Text(CheckupColumns.ItemCode)) ?? "").ToUpperInvariant();
        var code = typed.Length > 0 ? typed : named is null ? null : CheckupItems.FindByHeader(named)?.Code ?? named;
        if (code is null or { Length: > LongestText })
        {
            values.Wrong(CheckupColumns.ItemCode, "", "項目コードも項目名もありません。");
            return [];
        }

        var item = ReadItem(code, named, values.Text(CheckupColumns.Value), "値", Text(CheckupColumns.Unit), Text(CheckupColumns.Low), Text(CheckupColumns.High), Text(CheckupColumns.Judgement));
        return item is null ? [] : [item];
    }

    private List<ItemResult> ReadWide(RowFields fields)
    {
        wide ??= [.. fields.Columns.Further.Select(column => (column.Position, CheckupColumns.CodeOf(column.Header)!, column.Header))];
        var items = new Dictionary<string, ItemResult>(StringComparer.Ordinal);
        foreach (var (position, code, header) in wide)
        {
            // Two columns may name the same item; what one of them leaves empty the other may have.
            if (ReadItem(code, name: null, fields.At(position), header) is { } item && (item.Value.Length > 0 || !items.ContainsKey(code)))
            {
                items[code] = item;
            }
        }

        return [.. items.Values];
    }

    /// <returns>Null for a value that cannot be, which is reported.</returns>
    private ItemResult? ReadItem(
        string code, string? name, string text, string column, string? unit = null, string? low = null, string? high = null, string? judgement = null)
    {
        var item = CheckupItems.Find(code);
        var result = new ItemResult(code, item is null ? name : null, text.Trim(), unit, low, high, judgement);
        if (result.Value.Length == 0)
        {
            return result;
        }

        if (text.Length > LongestValue || text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return LeaveOut(column, text.Length > LongestValue ? "値が長すぎます。" : "文字コードとして読み取れない文字があります。");
        }

        if (item is null)
        {
            return result;
        }

        if (ItemValue.Read(result.Value, item, CheckupItems.ListOf(item, file.Day)) is not { } value)
        {
            return LeaveOut(column, "数値の項目に、数値ではない値があります。");
        }

        if (unit is null || item.Unit is null || Units.AreSame(item.Unit, unit))
        {
            return value.IsImpossibleFor(item) ? LeaveOut(column, "ありえない範囲の値です。") : result with { Unit = null };
        }

        return Units.FactorTo(item.Unit, unit) is { } factor && value.Kind is ValueKind.Number
            ? Converted(result, value.Number!.Value * factor, factor, item, column)
            : result;
    }

    private ItemResult? Converted(ItemResult result, decimal number, decimal factor, CheckupItem item, string column)
    {
        var converted = result with { Value = Words(number), Unit = null, Low = Convert(result.Low, factor), High = Convert(result.High, factor) };
        return ItemValue.Read(converted.Value, item, null) is { } value && !value.IsImpossibleFor(item) ? converted : LeaveOut(column, "ありえない範囲の値です。");
    }

    private static string? Convert(string? limit, decimal factor) =>
        decimal.TryParse(limit, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Words(number * factor) : limit;

    private static string Words(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private ItemResult? LeaveOut(string column, string reason)
    {
        leftOut.Add(new RowProblem(column, reason));
        return null;
    }

    private string? Text(int column) => values.Text(column).Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestText)] : null;
}
