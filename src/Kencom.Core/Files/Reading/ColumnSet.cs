using System.Collections.Frozen;
using System.Globalization;
using Kencom.Core.Cards;

namespace Kencom.Core.Files;

/// <summary>One column that a kind of file may have.</summary>
/// <param name="Names">As the insurer knows it, then other names in use; of several columns that mean the same the most usual counts.</param>
/// <param name="LooksRight">
/// Whether a value may stand there, for columns by whose values a line is known as a row of its own (RST-15); null for the others.
/// </param>
public sealed record Column(IReadOnlyList<string> Names, bool IsRequired = false, Func<string, bool>? LooksRight = null)
{
    /// <summary>The name that reports use.</summary>
    public string Name => Names[0];
}

/// <summary>The columns that a kind of file may have (RST-1, FILE-1, FILE-3): content declares them once, and names them by their place.</summary>
public sealed class ColumnSet
{
    private const int MaximumHeader = 100;

    private readonly FrozenDictionary<string, (int Column, int Rank)> byName;
    private readonly Func<string, bool>? isRead;

    /// <param name="title">What such a file holds, in a few words: 加入者データ.</param>
    /// <param name="headerWord">Stands in the name of a required column, whichever name is used: its bytes tell the encoding.</param>
    /// <param name="isRead">Whether the content reads a further column, by its header (FILE-1); null if it reads none.</param>
    public ColumnSet(string title, string headerWord, IReadOnlyList<Column> columns, Func<string, bool>? isRead = null)
    {
        (Title, HeaderWord, Columns, this.isRead) = (title, headerWord, columns, isRead);
        byName = columns
            .SelectMany((column, index) => column.Names.Select((name, rank) => KeyValuePair.Create(name, (index, rank))))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        First = columns.ToList().FindIndex(column => column.IsRequired);
    }

    public string Title { get; }

    public string HeaderWord { get; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The first required column: where a header is repeated, its name stands there.</summary>
    public int First { get; }

    /// <summary>Which column a header names, and how usual the name is; null for one that is not declared.</summary>
    public (int Column, int Rank)? Find(ReadOnlySpan<char> header) => byName.TryGetValue(Fold(header), out var found) ? found : null;

    /// <summary>Whether the content reads a column that it has not declared.</summary>
    public bool IsRead(ReadOnlySpan<char> header) => isRead is not null && Fold(header) is { Length: > 0 } folded && isRead(folded);

    /// <summary>Without spaces and what cannot be seen, such as a byte order mark within the quotes.</summary>
    public static string Fold(ReadOnlySpan<char> header) =>
        header.Length > MaximumHeader
            ? ""
            : string.Concat(JapaneseText.Compatible(header).Where(character => !char.IsWhiteSpace(character) && char.GetUnicodeCategory(character) is not UnicodeCategory.Format));
}
