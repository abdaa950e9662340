using System.Collections.Immutable;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>The checks of a roster file as a whole (RST-6, RST-13), beside those that every file has.</summary>
internal static class RosterDoubts
{
    /// <param name="uncovered">Persons who would no longer be covered, without those who came to another card.</param>
    /// <param name="least">So many persons must be concerned.</param>
    public static ImmutableArray<FileDoubt> Measure(DroppedFile file, RosterHead head, RosterMeasures measures, int uncovered, RosterOptions options, int least) =>
    [
        FileDoubt.Measure(
            "uncovered", "資格がなくなる人",
            "資格のある加入者{1}人のうち{0}人が、ファイルにない、資格喪失日が今日まで・31日以内、または資格取得日が先のため、資格がなくなります。",
            uncovered, measures.CoveredBefore, options.MaxEndedShare, least),
        FileDoubt.Measure(
            "renamed", "氏名だけが変わる人",
            "加入者{1}人のうち{0}人で、記号・番号と生年月日がそのままで氏名だけが変わります（氏名の列がずれていないかご確認ください）。",
            measures.Renamed, measures.CoveredBefore, options.MaxRenamedShare, least),
        FileDoubt.Measure(
            "older-date", "前より古い日付のファイル名", "ファイル名の日付が、最後に取り込んだファイルより古くなっています。",
            IsOlder(file, head) ? 1 : 0, of: 1, limit: 0, least: 1),
    ];

    private static bool IsOlder(DroppedFile file, RosterHead head) =>
        head.LastDatedPath is { } last && FileNameDate.Find(file.Path) is { } date && FileNameDate.Find(last) is { } lastDate && date.IsOlderThan(lastDate);
}
