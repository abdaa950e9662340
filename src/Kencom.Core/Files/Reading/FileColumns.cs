using System.Collections.Immutable;

namespace Kencom.Core.Files;

/// <summary>A column of a file that its content reads without having declared it (FILE-1).</summary>
/// <param name="Header">Folded (<see cref="ColumnSet.Fold"/>).</param>
public readonly record struct FurtherColumn(int Position, string Header);

/// <summary>Where each column stands in one file.</summary>
public sealed class FileColumns
{
    /// <summary>Characters of all ignored headers that are kept: they stand in the file's row, which holds only so much.</summary>
    private const int MaximumIgnored = 2_000;

    private readonly ColumnSet set;
    private readonly int[] positions;
    private readonly int[] telling;

    private FileColumns(ColumnSet set, int[] positions, CsvRecord header, char delimiter)
    {
        (this.set, this.positions, Count, Delimiter) = (set, positions, header.Count, delimiter);
        telling = [.. Enumerable.Range(0, positions.Length).Where(column => positions[column] >= 0 && set.Columns[column].LooksRight is not null)];
        var unknown = Enumerable.Range(0, header.Count).Where(position => At(position) is null).ToLookup(position => set.IsRead(header[position]));
        Further = [.. unknown[true].Select(position => new FurtherColumn(position, ColumnSet.Fold(header[position])))];
        Ignored = Bounded(unknown[false].Select(position => ColumnSet.Fold(header[position])).Where(name => name.Length > 0));
    }

    /// <summary>Fields of the header row.</summary>
    public int Count { get; }

    public char Delimiter { get; }

    /// <summary>Columns that are read though they are not declared.</summary>
    public ImmutableArray<FurtherColumn> Further { get; }

    /// <summary>Headers of columns that nobody reads.</summary>
    public ImmutableArray<string> Ignored { get; }

    /// <summary>Where the first required column stands.</summary>
    public int First => positions[set.First];

    /// <summary>Position in the row, or -1 if the file has no such column.</summary>
    public int this[int column] => positions[column];

    /// <summary>The column's name as the insurer knows it.</summary>
    public string NameOf(int column) => set.Columns[column].Name;

    /// <summary>Reads what may be a header.</summary>
    /// <returns>The columns, or why this is no such header; and how many columns are known.</returns>
    internal static (FileColumns? Columns, string? Rejection, int KnownColumns) Read(ColumnSet set, CsvRecord header, char delimiter)
    {
        var (positions, ranks) = (new int[set.Columns.Count], new int[set.Columns.Count]);
        Array.Fill(positions, -1);
        Column? twice = null;
        for (var i = 0; i < header.Count; i++)
        {
            if (set.Find(header[i]) is not { } found)
            {
                continue;
            }

            var isFirst = positions[found.Column] < 0;
            twice = !isFirst && found.Rank == ranks[found.Column] ? set.Columns[found.Column] : twice;
            if (isFirst || found.Rank < ranks[found.Column])
            {
                (positions[found.Column], ranks[found.Column]) = (i, found.Rank);
            }
        }

        var missing = set.Columns.Where((column, index) => column.IsRequired && positions[index] < 0).Select(column => column.Name).ToArray();
        var rejection =
            missing.Length > 0 ? $"見出し行に必要な列がありません: {string.Join("、", missing)}"
            : twice is not null ? $"見出し行に「{twice.Name}」の列が2つあります。"
            : null;
        return (rejection is null ? new FileColumns(set, positions, header, delimiter) : null, rejection, positions.Count(position => position >= 0));
    }

    /// <summary>The declared column at a position of the row; null for another one.</summary>
    public int? At(int position) => Array.IndexOf(positions, position) is >= 0 and var column ? column : null;

    /// <summary>
    /// Whether a quoted value may hold the end of this line (RST-15): only what nobody reads holds line ends, and only while no line is a row of its own,
    /// taken as if the quote had no meaning. The line with the quote may have all delimiters only where the last column is quoted, and only what
    /// stands behind the quote tells of another row.
    /// </summary>
    internal bool MayGoOn(int position, ReadOnlySpan<char> line, bool isFirstLine) =>
        position < Count && !IsRead(position)
        && !(isFirstLine
            ? (position < Count - 1 && HasAllDelimiters(line)) || LooksLikeRow(line, shift: 0, behind: position) || LooksLikeRow(line, ShiftOf(line), behind: position)
            : IsRow(line));

    /// <summary>Whether it may end in this line, which goes on behind the quote; after the first column that is nearly a whole row.</summary>
    internal bool MayEnd(int position, ReadOnlySpan<char> beforeQuote, ReadOnlySpan<char> line) => position == 0
        ? !IsRow(beforeQuote)
        : !HasAllDelimiters(line) && !LooksLikeRow(line, shift: 0) && !LooksLikeRow(line, ShiftOf(line), before: position);

    /// <summary>Whether the columns by which a row is known have values that may stand there.</summary>
    /// <param name="shift">By how many places the values are moved.</param>
    /// <param name="atLeast">So many of them; of fewer columns that are looked at, all.</param>
    /// <param name="behind">Only columns behind this position are looked at.</param>
    /// <param name="before">Only columns before this position are.</param>
    internal bool LooksLikeRow(ReadOnlySpan<char> line, int shift, int atLeast = 2, int behind = -1, int before = int.MaxValue)
    {
        var (found, wanted) = (0, 0);
        foreach (var column in telling)
        {
            if (positions[column] > behind && positions[column] < before)
            {
                wanted++;
                found += set.Columns[column].LooksRight!(ValueOf(positions[column] + shift, line)) ? 1 : 0;
            }
        }

        return found > 0 && found >= Math.Min(atLeast, wanted);
    }

    /// <summary>Whether a field names the first required column: the header once more.</summary>
    internal bool IsHeader(ReadOnlySpan<char> field) => set.Find(field)?.Column == set.First;

    /// <summary>A value of a line, taken as if quotes had no meaning.</summary>
    internal string ValueOf(int position, ReadOnlySpan<char> line)
    {
        foreach (var field in line.Split(Delimiter))
        {
            if (position-- == 0)
            {
                return line[field].Trim('"').ToString();
            }
        }

        return "";
    }

    /// <summary>Whether the content reads what stands there.</summary>
    internal bool IsRead(int position) => At(position) is not null || Further.Any(column => column.Position == position);

    /// <summary>Whether a line is a row of its own, or the end of one: it has a row's delimiters, or a row's values where they belong.</summary>
    private bool IsRow(ReadOnlySpan<char> line) => HasAllDelimiters(line) || LooksLikeRow(line, shift: 0) || LooksLikeRow(line, ShiftOf(line));

    private static ImmutableArray<string> Bounded(IEnumerable<string> names)
    {
        var left = MaximumIgnored;
        return [.. names.TakeWhile(name => (left -= name.Length) >= 0)];
    }

    /// <summary>How far the values of a line are moved if it is the end of a row.</summary>
    private int ShiftOf(ReadOnlySpan<char> line) => line.Count(Delimiter) + 1 - Count;

    private bool HasAllDelimiters(ReadOnlySpan<char> line) => line.Count(Delimiter) >= Count - 1;
}
