using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Kencom.Core.Checkups.Items;

/// <summary>
/// The items that are known by code (FILE-1), with their lists and thresholds: data in the four tables beside this file, each of which names its source and what
/// of it could not be verified.
/// </summary>
public static class CheckupItems
{
    private static readonly ImmutableArray<CheckupItem> Items = [.. Lines("items.tsv").Select(ToItem)];

    private static readonly FrozenDictionary<string, CheckupItem> ByCode = Items.ToFrozenDictionary(item => item.Code, StringComparer.Ordinal);

    /// <summary>One item of each course, without what only its method says.</summary>
    private static readonly FrozenDictionary<string, CheckupItem> ByCourse = Items
        .GroupBy(item => item.Course, StringComparer.Ordinal)
        .ToFrozenDictionary(course => course.Key, course => course.First() with { Code = course.Key, Method = null }, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Order = Items
        .Select((item, index) => (item.Course, index))
        .DistinctBy(course => course.Course)
        .ToFrozenDictionary(course => course.Course, course => course.index, StringComparer.Ordinal);

    private static readonly ILookup<string, Threshold> Thresholds = Lines("thresholds.tsv").Select(ToThreshold).ToLookup(threshold => threshold.Course, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Headers =
        Lines("headers.tsv").ToFrozenDictionary(line => FoldHeader(line[0]), line => line[1], StringComparer.Ordinal);

    /// <summary>By list and the first day of the checkups that use it, the latest first.</summary>
    private static readonly ILookup<string, (DateOnly Since, CodeList List)> Lists = Lines("code-lists.tsv")
        .GroupBy(line => (List: line[0], Since: line[1].Length > 0 ? Date(line[1]) : DateOnly.MinValue))
        .OrderByDescending(list => list.Key.Since)
        .ToLookup(
            list => list.Key.List,
            list => (list.Key.Since, new CodeList(list.ToImmutableSortedDictionary(line => line[2], line => line[3], StringComparer.Ordinal))),
            StringComparer.Ordinal);

    /// <summary>All with a code or course, in the order in which they are shown.</summary>
    public static IReadOnlyList<CheckupItem> All => Items;

    /// <summary>The item of a code, or of a course where the method is not known; null for what is not one of the specific health checkup.</summary>
    public static CheckupItem? Find(string code) => ByCode.GetValueOrDefault(code) ?? ByCourse.GetValueOrDefault(code);

    /// <summary>What the column of a wide file holds, by its name: a code, or a course where the name tells no method (FILE-1).</summary>
    public static CheckupItem? FindByHeader(string header) => Headers.GetValueOrDefault(FoldHeader(header)) is { } to ? Find(to) : null;

    /// <summary>Whether a text is a JLAC10 code, known or not.</summary>
    public static bool IsCode(string text) => text.Length == 17 && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Where an item stands among the others; unknown ones come last.</summary>
    public static int OrderOf(string code) => Find(code) is { } item ? Order[item.Course] : int.MaxValue;

    /// <summary>The words of an item's values at a checkup of that day: three lists changed their meaning with the fourth period.</summary>
    public static CodeList? ListOf(CheckupItem item, DateOnly day) =>
        item.List is { } list ? Lists[list].Where(version => version.Since <= day).Select(version => version.List).FirstOrDefault() : null;

    /// <summary>The legal thresholds that hold for a person; none where they differ by sex and the file told none (FILE-1).</summary>
    public static Threshold? ThresholdOf(CheckupItem item, Sex? sex) => Thresholds[item.Course].FirstOrDefault(threshold => threshold.Sex is null || threshold.Sex == sex);

    private static string FoldHeader(string header) =>
        string.Concat(header.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character) && character is not ('・' or '_' or '＿'))).ToUpperInvariant();

    private static CheckupItem ToItem(string[] line) => new(
        line[0],
        line[1],
        line[2],
        NullIfEmpty(line[3]),
        NullIfEmpty(line[4]),
        Enum.Parse<ItemKind>(line[5], ignoreCase: true),
        NullIfEmpty(line[6]),
        line[7].Length > 0 ? int.Parse(line[7], CultureInfo.InvariantCulture) : 0,
        Number(line[8]),
        Number(line[9]));

    private static Threshold ToThreshold(string[] line) => new(
        line[0],
        line[1].Length > 0 ? (Sex)int.Parse(line[1], CultureInfo.InvariantCulture) : null,
        line[2] switch { ">=" => ThresholdComparison.AtLeast, "<=" => ThresholdComparison.AtMost, _ => ThresholdComparison.Below },
        Number(line[3])!.Value,
        Number(line[4]));

    private static decimal? Number(string text) => text.Length > 0 ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    /// <summary>The lines of a table, without comments and header.</summary>
    private static IEnumerable<string[]> Lines(string table)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Kencom.Core.Checkups.Items.{table}")!, Encoding.UTF8);
        var isHeader = true;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!isHeader)
            {
                yield return line.Split('\t');
            }

            isHeader = false;
        }
    }
}
