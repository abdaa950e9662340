using System.Collections.Immutable;
using System.Globalization;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Files;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.Files;

/// <summary>
/// How many codes of an owner a file ends, whether it is one of codes or a roster that carries them: a file that would end too many of the valid ones waits
/// (FILE-3).
/// </summary>
public sealed class CodeShares(ViewingCodeStore codes, CheckupHeadStore heads, IOptions<CheckupOptions> options, IOptions<ImportOptions> importOptions, TimeProvider clock)
{
    private const string Issued = "codes-issued";
    private const string Ended = "codes-ended";

    /// <summary>Beside the sums, how many codes of which day end: so the head knows how many of them are left.</summary>
    internal ImmutableSortedDictionary<string, int> Measure(int issued, IReadOnlyCollection<ViewingCode> ended) =>
        ended.GroupBy(code => $"{Ended}-{DayOf(code.IssuedAt)}", StringComparer.Ordinal)
            .ToImmutableSortedDictionary(day => day.Key, day => day.Count(), StringComparer.Ordinal)
            .Add(Issued, issued)
            .Add(Ended, ended.Count(codes.IsValid));

    internal async Task<FileDoubt> JudgeAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var oldest = DayOf(clock.GetUtcNow() - options.Value.CodeValidFor);
        var valid = (await heads.GetAsync(file.Owner, cancellationToken)).Codes.Where(day => string.CompareOrdinal(day.Key, oldest) >= 0).Sum(day => day.Value);
        return FileDoubt.Measure(
            "ended-codes", "使えなくなる健診閲覧コード", "有効な健診閲覧コード{1}件のうち{0}件が使えなくなります。", file.Measures.GetValueOrDefault(Ended), valid,
            options.Value.MaxEndedCodesShare, importOptions.Value.LeastConcerned);
    }

    /// <summary>Counts a file in, once.</summary>
    internal Task CountAsync(DroppedFile applied) => heads.MoveOnAsync(applied.Owner, head => head.CodesSequence >= applied.Sequence ? head : head with
    {
        Codes = Count(head.Codes, applied),
        CodesSequence = applied.Sequence,
    });

    private ImmutableSortedDictionary<string, int> Count(ImmutableSortedDictionary<string, int> days, DroppedFile applied)
    {
        var counted = days.SetItem(DayOf(applied.ReceivedAt), days.GetValueOrDefault(DayOf(applied.ReceivedAt)) + applied.Measures.GetValueOrDefault(Issued));
        foreach (var (name, count) in applied.Measures.Where(measure => measure.Key.StartsWith(Ended + "-", StringComparison.Ordinal)))
        {
            var day = name[(Ended.Length + 1)..];
            counted = counted.SetItem(day, Math.Max(0, counted.GetValueOrDefault(day) - count));
        }

        var oldest = DayOf(clock.GetUtcNow() - options.Value.CodeValidFor);
        return counted.RemoveRange(counted.Keys.Where(day => string.CompareOrdinal(day, oldest) < 0));
    }

    private static string DayOf(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
