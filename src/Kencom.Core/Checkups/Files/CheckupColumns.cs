using Kencom.Core.Checkups.Items;
using Kencom.Core.Files;

namespace Kencom.Core.Checkups.Files;

/// <summary>The columns of a checkup file (FILE-1), behind those of the person. 個人番号 is in none of them: it is never read.</summary>
internal static class CheckupColumns
{
    public const int Sex = PersonColumns.Count;
    public const int Date = PersonColumns.Count + 1;
    public const int Facility = PersonColumns.Count + 2;
    public const int Kind = PersonColumns.Count + 3;
    public const int Removed = PersonColumns.Count + 4;
    public const int ItemCode = PersonColumns.Count + 5;
    public const int ItemName = PersonColumns.Count + 6;
    public const int Value = PersonColumns.Count + 7;
    public const int Unit = PersonColumns.Count + 8;
    public const int Low = PersonColumns.Count + 9;
    public const int High = PersonColumns.Count + 10;
    public const int Judgement = PersonColumns.Count + 11;

    private static readonly ColumnSet OfInsurer = Set(isGroup: false);
    private static readonly ColumnSet OfGroup = Set(isGroup: true);

    public static ColumnSet For(DroppedFile file) => file.GroupCode is null ? OfInsurer : OfGroup;

    /// <summary>What a further column of a wide file holds: a JLAC10 code, known or not, or an item's name.</summary>
    public static string? CodeOf(string header) =>
        header.ToUpperInvariant() is var upper && CheckupItems.IsCode(upper) ? upper : CheckupItems.FindByHeader(header)?.Code;

    private static ColumnSet Set(bool isGroup) => new(
        "健診結果データ", PersonColumns.HeaderWord,
        [
            .. PersonColumns.For(isGroup),
            new(["性別", "性別(1男2女)"]),
            new(["受診日", "健診実施年月日", "健診実施日", "受診年月日", "健診日"], IsRequired: true, value => value.Length == 0 || FileDate.IsDate(value)),
            new(["健診機関名", "健診機関", "医療機関名"]),
            new(["健診種別", "健診の種別"]),
            new(["削除"]),
            new(["項目コード", "検査項目コード", "JLAC10コード"]),
            new(["項目名", "検査項目名"]),
            new(["値", "結果値", "検査結果", "結果"]),
            new(["単位"]),
            new(["基準下限", "基準値下限"]),
            new(["基準上限", "基準値上限"]),
            new(["判定"]),
        ],
        header => CodeOf(header) is not null);
}
