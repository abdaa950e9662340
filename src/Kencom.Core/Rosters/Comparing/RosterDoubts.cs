using System.Collections.Immutable;
using System.Globalization;

namespace Kencom.Core.Rosters;

/// <summary>What one check measured of a file as a whole (RST-6, RST-13).</summary>
/// <param name="Name">Of the check (<see cref="RosterDoubts"/>).</param>
/// <param name="Title">What is measured, in a few words.</param>
/// <param name="Words">What it means if the limit is exceeded: a reason to wait.</param>
/// <param name="Count">Persons or rows concerned, of so many.</param>
/// <param name="Limit">The share above which the file waits.</param>
public sealed record RosterDoubt(string Name, string Title, string Words, int Count, int Of, double Limit, bool IsExceeded);

/// <summary>
/// The checks of a file as a whole: what of it would be a mistake of the insurer's rather than a change of its persons. A file that exceeds one waits
/// for an operator and changes nothing meanwhile.
/// </summary>
public static class RosterDoubts
{
    private static readonly ImmutableArray<Check> Checks =
    [
        new(
            "uncovered", "資格がなくなる人",
            subject => (subject.Uncovered, subject.Measures.CoveredBefore),
            options => options.MaxEndedShare,
            "資格のある加入者{1}人のうち{0}人が、ファイルにない、資格喪失日が今日まで・31日以内、または資格取得日が先のため、資格がなくなります。"),
        new(
            "other-insurers", "ほかの保険者番号の行",
            subject => (subject.File.RowsOfOthers, subject.File.ReadCounts.Read),
            options => options.MaxOtherInsurersShare,
            "{1}行のうち{0}行に、フォルダーと異なる保険者番号があります（承認しても、これらの行は取り込みません）。"),
        new(
            "impossible-ages", "ありえない年齢の行",
            subject => (subject.File.ImpossibleAges, subject.File.ReadCounts.Read - subject.File.ReadCounts.Skipped),
            options => options.MaxImpossibleAgeShare,
            "{1}行のうち{0}行に、ありえない年齢（120歳超または生まれる前）があります。"),
        new(
            "renamed", "氏名だけが変わる人",
            subject => (subject.Measures.Renamed, subject.Measures.CoveredBefore),
            options => options.MaxRenamedShare,
            "加入者{1}人のうち{0}人で、記号・番号と生年月日がそのままで氏名だけが変わります（氏名の列がずれていないかご確認ください）。"),
        new(
            "older-date", "前より古い日付のファイル名",
            subject => (IsOlder(subject) ? 1 : 0, 1),
            _ => 0,
            "ファイル名の日付が、最後に取り込んだファイルより古くなっています。",
            Least: 1),
    ];

    /// <param name="uncovered">Persons who would no longer be covered, without those who came to another card.</param>
    internal static ImmutableArray<RosterDoubt> Measure(RosterFile file, RosterHead head, RosterMeasures measures, int uncovered, RosterOptions options) =>
        [.. Checks.Select(check => check.Measure(new Subject(file, head, measures, uncovered), options))];

    private static bool IsOlder(Subject subject) =>
        subject.Head.LastDatedPath is { } last && FileNameDate.Find(subject.File.Path) is { } date && FileNameDate.Find(last) is { } lastDate && date.IsOlderThan(lastDate);

    private sealed record Subject(RosterFile File, RosterHead Head, RosterMeasures Measures, int Uncovered);

    /// <param name="Least">So many must be concerned at least; null for the setting, which keeps small insurers from waiting for single persons.</param>
    private sealed record Check(string Name, string Title, Func<Subject, (int Count, int Of)> Of, Func<RosterOptions, double> Limit, string Words, int? Least = null)
    {
        public RosterDoubt Measure(Subject subject, RosterOptions options)
        {
            var (count, of) = Of(subject);
            var limit = Limit(options);
            var isExceeded = count >= (Least ?? options.LeastConcerned) && count > limit * of;
            return new RosterDoubt(Name, Title, string.Format(CultureInfo.InvariantCulture, Words, count, of), count, of, limit, isExceeded);
        }
    }
}
