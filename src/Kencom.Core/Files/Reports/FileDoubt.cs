using System.Globalization;

namespace Kencom.Core.Files;

/// <summary>
/// What one check measured of a file as a whole (RST-6, RST-13): what would be a mistake of the sender's rather than a change of persons. A file that
/// exceeds one waits for an operator and changes nothing meanwhile.
/// </summary>
/// <param name="Name">Of the check.</param>
/// <param name="Title">What is measured, in a few words.</param>
/// <param name="Words">What it means if the limit is exceeded: a reason to wait.</param>
/// <param name="Count">Persons or rows concerned, of so many.</param>
/// <param name="Limit">The share above which the file waits.</param>
public sealed record FileDoubt(string Name, string Title, string Words, int Count, int Of, double Limit, bool IsExceeded)
{
    /// <param name="words">With {0} for the count and {1} for what it is of.</param>
    /// <param name="least">So many must be concerned at least: small insurers' files do not wait for single persons.</param>
    public static FileDoubt Measure(string name, string title, string words, int count, int of, double limit, int least) =>
        new(name, title, string.Format(CultureInfo.InvariantCulture, words, count, of), count, of, limit, count >= least && count > limit * of);

    internal static FileDoubt OtherInsurers(DroppedFile file, ImportOptions options) => Measure(
        "other-insurers", "ほかの保険者番号の行", "{1}行のうち{0}行に、フォルダーと異なる保険者番号があります（承認しても、これらの行は取り込みません）。",
        file.RowsOfOthers, file.ReadCounts.Read, options.MaxOtherInsurersShare, options.LeastConcerned);

    internal static FileDoubt ImpossibleAges(DroppedFile file, ImportOptions options) => Measure(
        "impossible-ages", "ありえない年齢の行", "{1}行のうち{0}行に、ありえない年齢（120歳超または生まれる前）があります。",
        file.ImpossibleAges, file.ReadCounts.Read - file.ReadCounts.Skipped, options.MaxImpossibleAgeShare, options.LeastConcerned);
}
