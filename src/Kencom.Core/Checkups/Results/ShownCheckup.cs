using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kencom.Core.Checkups.Items;

namespace Kencom.Core.Checkups.Results;

/// <summary>Outside of its range in which direction; abnormal where there is none, such as ＋ where － is expected. No diagnosis.</summary>
public enum Deviation
{
    Low,
    High,
    Abnormal,
}

/// <summary>A checkup as its person sees it (CK-5).</summary>
public sealed record ShownCheckup(DateOnly Date, int FiscalYear, string? Facility, string? Kind, ImmutableArray<ShownItem> Items)
{
    public static ShownCheckup Of(Checkup checkup) => new(
        checkup.Date,
        checkup.FiscalYear,
        checkup.Facility,
        checkup.Kind,
        [.. checkup.Items.Select(item => ShownItem.Of(item, checkup)).OrderBy(item => CheckupItems.OrderOf(item.Code)).ThenBy(item => item.Code, StringComparer.Ordinal)]);

    /// <summary>Keeps results out of logs.</summary>
    public override string ToString() => nameof(ShownCheckup);
}

/// <summary>An item as its person sees it.</summary>
/// <param name="Low">The lowest value that is within the range.</param>
/// <param name="High">The highest value that is within the range.</param>
public sealed record ShownItem(
    string Code, string Name, string? Method, string Value, string? Unit, decimal? Low, decimal? High, Deviation? Flag, string? Judgement)
{
    /// <summary>Keeps results out of logs.</summary>
    public override string ToString() => nameof(ShownItem);

    internal static ShownItem Of(ItemResult result, Checkup checkup)
    {
        var item = CheckupItems.Find(result.Code);
        var list = item is null ? null : CheckupItems.ListOf(item, checkup.Date);
        var value = ItemValue.Read(result.Value, item, list) ?? new ItemValue(ValueKind.Text, null, null, result.Value);
        var threshold = item is not null && result.Unit is null ? CheckupItems.ThresholdOf(item, checkup.Sex) : null;
        var (low, high) = (Limit(result.Low), Limit(result.High));
        var hasOwn = low is not null || high is not null;
        return new ShownItem(
            result.Code,
            item?.Name ?? result.Name ?? result.Code,
            item?.Method,
            value.Words,
            result.Unit ?? item?.Unit,
            hasOwn ? low : LowOf(threshold, item),
            hasOwn ? high : HighOf(threshold, item),
            hasOwn ? FlagByLimits(value, low, high) : FlagByWords(value, result, list) ?? FlagByLaw(value, threshold),
            result.Judgement);
    }

    private static Deviation? FlagByLimits(ItemValue value, decimal? low, decimal? high) => value switch
    {
        { Kind: ValueKind.Number, Number: { } number } => number < low ? Deviation.Low : number > high ? Deviation.High : null,
        { Kind: ValueKind.Bound, Number: { } bound, Bound: < 0 } => bound <= low ? Deviation.Low : null,
        { Kind: ValueKind.Bound, Number: { } bound } => bound >= high ? Deviation.High : null,
        _ => null,
    };

    /// <summary>A bound is outside only where every value that it may stand for is.</summary>
    private static Deviation? FlagByLaw(ItemValue value, Threshold? threshold) => (threshold, value.Number) switch
    {
        ({ Comparison: ThresholdComparison.AtLeast }, { } number) => value.Bound >= 0 && threshold.IsOutside(number) ? Deviation.High : null,
        ({ }, { } number) => value.Bound <= 0 && (threshold.IsOutside(number) || (value.IsBelow && number <= threshold.Guidance)) ? Deviation.Low : null,
        _ => null,
    };

    /// <summary>Of a list in order, whose limit the file gives in the list's own words: － expected, ＋ found.</summary>
    private static Deviation? FlagByWords(ItemValue value, ItemResult result, CodeList? list)
    {
        if (value.Listed is not { } found || list is null || (result.High ?? result.Low) is not { } limit)
        {
            return null;
        }

        var item = CheckupItems.Find(result.Code);
        return item is { Kind: ItemKind.Ordinal } && ItemValue.Read(limit, item, list)?.Listed is { } expected && string.CompareOrdinal(found, expected) > 0
            ? Deviation.Abnormal
            : null;
    }

    private static decimal? LowOf(Threshold? threshold, CheckupItem? item) => threshold?.Comparison switch
    {
        ThresholdComparison.Below => threshold.Guidance,
        ThresholdComparison.AtMost => threshold.Guidance + Step(item!),
        _ => null,
    };

    private static decimal? HighOf(Threshold? threshold, CheckupItem? item) =>
        threshold?.Comparison is ThresholdComparison.AtLeast ? threshold.Guidance - Step(item!) : null;

    /// <summary>The last value within the range, as it would be printed: 129 where 130 is outside, 5.5 where 5.6 is.</summary>
    private static decimal Step(CheckupItem item) => new(1, 0, 0, isNegative: false, (byte)item.Decimals);

    private static decimal? Limit(string? text) =>
        decimal.TryParse(text?.Normalize(NormalizationForm.FormKC).Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) ? limit : null;
}
