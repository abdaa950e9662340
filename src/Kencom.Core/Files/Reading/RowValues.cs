using System.Text.RegularExpressions;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;

namespace Kencom.Core.Files;

/// <summary>
/// Makes typed values of a row's fields and takes note of what is wrong with them (RST-1, RST-2, RST-7): what rosters, results and codes say of a person
/// is read alike. A value that cannot be read is null, and so is one that is not there.
/// </summary>
/// <param name="eras">How dates of seven digits are read (RST-2); null where they are not.</param>
internal sealed partial class RowValues(EraTable? eras)
{
    private const string Undecoded = "文字コードとして読み取れない文字があります。";

    private readonly List<RowProblem> problems = [];
    private RowFields fields = null!;
    private int shift;

    /// <summary>What was wrong since <see cref="Start"/>, the record's form included.</summary>
    public IReadOnlyList<RowProblem> Problems => problems;

    /// <summary>Begins with the next row.</summary>
    public void Start(RowFields row)
    {
        (fields, shift) = (row, 0);
        problems.Clear();
        problems.AddRange(row.Problems);
    }

    /// <summary>From here on values are read that many places further, as if something before them were too much or missing.</summary>
    public void Move(int places) => shift = places;

    public string Text(int column) => fields.Of(column, shift);

    public InsurerNumber? Insurer(int column)
    {
        var text = Text(column);
        return InsurerNumber.TryParse(text, out var number) ? number : Wrong<InsurerNumber>(column, text, SpreadsheetDamage.Find(text) ?? "6桁または8桁の数字ではありません。");
    }

    public CardSymbol? Symbol(int column)
    {
        var text = Text(column);
        var damage = SpreadsheetDamage.Find(text);
        return damage is null && !text.Contains('"', StringComparison.Ordinal) && CardSymbol.TryParse(text, out var symbol)
            ? symbol
            : Wrong<CardSymbol>(column, text, damage ?? "使えない文字があるか、ハイフンのあとに何もありません。");
    }

    /// <summary>番号 and 枝番, which may also stand behind the number (EL-4).</summary>
    public (CardNumber? Number, BranchNumber? Branch) NumberAndBranch(int numberColumn, int branchColumn)
    {
        var text = Text(numberColumn);
        var damage = SpreadsheetDamage.Find(text);
        var number = CardNumber.TryParse(text, out var cardNumber, out var behindNumber) && damage is null
            ? cardNumber
            : Wrong<CardNumber>(numberColumn, text, damage ?? "数字ではありません。");
        var branch = Branch(branchColumn, behindNumber);
        return behindNumber is not null && branch is not null && branch != behindNumber
            ? (Wrong<CardNumber>(numberColumn, "", "番号のあとの2桁が、枝番と異なります。"), branch)
            : (number, branch);
    }

    public KanaName? Name(int column)
    {
        var text = Text(column);
        return KanaName.TryParse(text, out var name, out var fault)
            ? name
            : Wrong<KanaName>(
                column, text,
                fault.IsTooLong ? $"{KanaName.MaximumLength}文字を超えています。" : HasGaiji(text) ? "外字があります。" : "カタカナの氏名ではありません。");
    }

    public DateOnly? Date(int column) => Date(column, Text(column));

    public DateOnly? Date(int column, string text) => FileDate.TryParse(text, eras, out var date) ? date : Wrong<DateOnly>(column, text, "日付として読み取れません。");

    /// <summary>加入者ID, without leading zeros if it is all digits: one file has 00012345 and the next, after a spreadsheet, 12345 (RST-15).</summary>
    public string? PersonId(int column)
    {
        var text = Text(column);
        if (SpreadsheetDamage.Find(text) is { } damage)
        {
            Wrong(column, text, damage);
            return null;
        }

        return Code(column, text, PersonIds()) is not { } code ? null
            : code.AsSpan().ContainsAnyExceptInRange('0', '9') ? code
            : JapaneseText.TrimLeadingZeros(code);
    }

    /// <summary>健診閲覧コード (FILE-3).</summary>
    public string? ViewingCode(int column) => Code(column, Text(column), ViewingCodes());

    /// <summary>A code of some form, after NFKC and without spaces.</summary>
    public string? Code(int column, string text, Regex form)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var code = JapaneseText.Fold(text);
        if (code is not null && form.IsMatch(code))
        {
            return code;
        }

        Wrong(column, text, "使えない文字があるか、長さが違います。");
        return null;
    }

    /// <summary>Takes note of a problem.</summary>
    /// <returns>No value.</returns>
    public T? Wrong<T>(int column, string text, string reason)
        where T : struct
    {
        Wrong(column, text, reason);
        return null;
    }

    /// <param name="text">The value: only looked at, to say so if it did not decode.</param>
    public void Wrong(int column, string text, string reason) =>
        problems.Add(new RowProblem(fields.Columns.NameOf(column), text.Contains('\uFFFD', StringComparison.Ordinal) ? Undecoded : reason));

    private BranchNumber? Branch(int column, BranchNumber? behindNumber)
    {
        var text = Text(column);
        return string.IsNullOrWhiteSpace(text) ? behindNumber
            : BranchNumber.TryParse(text, out var branch) ? branch
            : Wrong<BranchNumber>(column, text, SpreadsheetDamage.Find(text) ?? "2桁までの数字ではありません。");
    }

    /// <summary>0x80, 0xA0 and the private area decode to something, but to nothing that two machines agree on.</summary>
    private static bool HasGaiji(string text) => text.AsSpan().ContainsAnyInRange('\uE000', '\uF8FF') || text.Contains('\u0080', StringComparison.Ordinal);

    // No timeouts: see Footers.
    [GeneratedRegex(@"^[\p{L}\p{N}._:/-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex PersonIds();

    [GeneratedRegex("^[A-Za-z0-9]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex ViewingCodes();
}
