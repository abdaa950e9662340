using System.Collections.Immutable;

namespace Kencom.Core.Checkups.Items;

/// <summary>What the values of an item are.</summary>
public enum ItemKind
{
    Number,

    /// <summary>One of a list.</summary>
    Choice,

    /// <summary>One of a list that has an order, such as － ± ＋.</summary>
    Ordinal,
    Text,
}

/// <summary>The sexes that thresholds may differ by, as files write them (1 and 2).</summary>
public enum Sex
{
    Male = 1,
    Female = 2,
}

/// <summary>An item of the specific health checkup (items.tsv says where it is from).</summary>
/// <param name="Code">JLAC10, 17 digits; or the course where it is not known how it was measured.</param>
/// <param name="Course">What is one line over the years, whatever the method.</param>
/// <param name="Name">In plain Japanese.</param>
/// <param name="Method">Null where there is one only, or it is not known.</param>
/// <param name="List">The code list of its values.</param>
/// <param name="Decimals">Of its numbers, as far as the source says.</param>
/// <param name="Least">Below it a number is no measurement.</param>
/// <param name="Most">Above it a number is no measurement.</param>
public sealed record CheckupItem(
    string Code, string Course, string Name, string? Method, string? Unit, ItemKind Kind, string? List, int Decimals, decimal? Least, decimal? Most);

/// <summary>保健指導判定値 and 受診勧奨判定値 of an item; who has no sex known gets those only that hold for both.</summary>
/// <param name="Comparison">Which numbers are outside: from the threshold up, from it down, or below it.</param>
/// <param name="Referral">Null where there is none, as for HDL.</param>
public sealed record Threshold(string Course, Sex? Sex, ThresholdComparison Comparison, decimal Guidance, decimal? Referral)
{
    public bool IsOutside(decimal value) => Comparison switch
    {
        ThresholdComparison.AtLeast => value >= Guidance,
        ThresholdComparison.AtMost => value <= Guidance,
        _ => value < Guidance,
    };
}

public enum ThresholdComparison
{
    AtLeast,
    AtMost,
    Below,
}

/// <summary>The words for the values of a list.</summary>
public sealed record CodeList(ImmutableSortedDictionary<string, string> Words);
