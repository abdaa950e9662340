using Kencom.Core.Files;
using Kencom.Core.Rosters.Matching;

namespace Kencom.Core.Rosters;

/// <summary>What a report says of rows whose person was not simply found (RST-7).</summary>
internal static class RosterRemarks
{
    public static ReportedRow Replaced(int line, int byLine, bool isHistory) => new(
        line, "",
        isHistory ? $"{byLine}行目に同じ人の、資格取得日がより新しい行があるため、そちらを取り込みました。" : $"{byLine}行目に同じ人の行があるため、そちらを取り込みました。",
        "replaced");

    /// <summary>A number that a whole household shares (RST-7).</summary>
    public static ReportedRow NumberUnused(int line, string column) =>
        new(line, column, $"同じ{column}の行が別の人にもあるため、このファイルの{column}では人を区別しませんでした（行は取り込みました）。", "noted");

    /// <summary>Somebody who is missing may be the person of this bad row (RST-6).</summary>
    public static ReportedRow Protects(int line) =>
        new(line, "", "この行の人かもしれない加入者がファイルに見あたらないため、その人の資格は喪失にしませんでした。", "noted");

    /// <summary>A row of an earlier file that nobody could place and that has not come again.</summary>
    public static ReportedRow Dropped() =>
        new(0, "", "以前のファイルで保留した行が、今回の全件ファイルにはなかったため、取り消しました。", "dropped");

    /// <returns>Null for what was taken as it stands.</returns>
    public static ReportedRow? Of(int line, Finding finding, bool isRenamed, bool hasAnotherBirthDate) => finding switch
    {
        Finding.CorrectedReading => new(
            line, NameColumn,
            "同じ記号・番号、生年月日、続柄、資格取得日で氏名の違う人がファイルからなくなり、この行に入れ替わっているため、同じ人の氏名の訂正として取り込みました。", "changed"),
        Finding.CorrectedBranch => new(
            line, RosterColumns.NameOf(RosterColumns.BranchNumber), "枝番だけが違う同じ氏名・生年月日・資格取得日の人がファイルからなくなり、この行に入れ替わっているため、同じ人の枝番の訂正として取り込みました。", "changed"),
        Finding.UndecidedName => new(
            line, NameColumn,
            "同じ記号・番号、生年月日、続柄で氏名の違う人がいます。氏名の訂正なのか別の人なのか分からないため、次の全件ファイルまで保留しました。登録済みの人の資格はそのままです。", "undecided"),
        Finding.UndecidedPerson => new(
            line, "", "この行にあてはまる人が複数いて、だれの行か分からないため保留しました。加入者IDか枝番で区別できるようになると取り込みます。登録済みの人の資格はそのままです。", "undecided"),
        Finding.AnotherAfterWaiting => new(
            line, NameColumn, "以前のファイルで保留した行です。今回の全件ファイルで、氏名の違う前の人とは別の人として取り込みました。", "added"),
        Finding.Same when isRenamed => new(
            line, NameColumn, "加入者IDまたは枝番が同じで氏名の違う行を、同じ人の氏名の変更として取り込みました。", "changed"),
        Finding.Same when hasAnotherBirthDate => new(
            line, RosterColumns.NameOf(RosterColumns.BirthDate), "加入者IDまたは枝番が同じで生年月日の違う行を、同じ人の生年月日の訂正として取り込みました。", "changed"),
        _ => null,
    };

    private static string NameColumn => RosterColumns.NameOf(RosterColumns.KanaName);
}
