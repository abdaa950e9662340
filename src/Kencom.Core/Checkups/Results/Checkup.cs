using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Kencom.Core.Checkups.Items;

namespace Kencom.Core.Checkups.Results;

/// <summary>A checkup of a person as it is kept: what the insurer's files say of it. What it means is worked out when it is shown.</summary>
/// <param name="Sex">As the file said; null without 性別.</param>
public sealed record Checkup(DateOnly Date, string? Facility, string? Kind, Sex? Sex, ImmutableArray<ItemResult> Items)
{
    /// <summary>Begins in April (実施基準第1条).</summary>
    [JsonIgnore]
    public int FiscalYear => Date.Month >= 4 ? Date.Year : Date.Year - 1;

    /// <summary>
    /// What another file brings of the same checkup, item by item: a named item replaces, one not named stays, an empty value removes (FILE-2).
    /// </summary>
    public Checkup With(Checkup newer)
    {
        var items = Items.ToDictionary(item => item.Code, StringComparer.Ordinal);
        foreach (var item in newer.Items)
        {
            if (item.Value.Length == 0)
            {
                items.Remove(item.Code);
            }
            else
            {
                items[item.Code] = item;
            }
        }

        return this with { Sex = newer.Sex ?? Sex, Items = [.. items.Values.OrderBy(item => item.Code, StringComparer.Ordinal)] };
    }

    /// <summary>The parts of what makes it this checkup of its person: facility and kind however they are spelled.</summary>
    internal string[] Identity => [Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Fold(Facility), Fold(Kind)];

    /// <summary>Keeps results out of logs.</summary>
    public override string ToString() => nameof(Checkup);

    /// <summary>Compares by value, items included.</summary>
    public bool Equals(Checkup? other) =>
        other is not null && Date == other.Date && Facility == other.Facility && Kind == other.Kind && Sex == other.Sex && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => HashCode.Combine(Date, Facility, Kind, Items.Length);

    private static string Fold(string? words) =>
        words is null ? "" : string.Concat(words.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character))).ToUpperInvariant();
}

/// <summary>One item as the file writes it.</summary>
/// <param name="Code">JLAC10; the course where a wide column names no method; the file's own words for what has no code.</param>
/// <param name="Name">The file's, of an item that is not known.</param>
/// <param name="Value">Empty where a file takes the item away.</param>
/// <param name="Unit">The file's, where it is not the item's.</param>
/// <param name="Low">基準下限: the facility's own limits count before the legal ones.</param>
/// <param name="High">基準上限.</param>
/// <param name="Judgement">判定: the facility's.</param>
public sealed record ItemResult(string Code, string? Name, string Value, string? Unit, string? Low, string? High, string? Judgement)
{
    /// <summary>Keeps results out of logs.</summary>
    public override string ToString() => nameof(ItemResult);
}
