using System.Text.RegularExpressions;

namespace Kencom.Core.Files;

/// <summary>What stands among the rows and is none: a total at the end, the header once more where files were joined, a row that was only numbered (RST-7).</summary>
internal static partial class Footers
{
    /// <returns>What the record is, in Japanese; null for a row.</returns>
    public static string? WhatItIs(CsvRecord record, FileColumns columns)
    {
        if (StartsWithDigit(record[0]) && StartsWithDigit(record[columns.First]))
        {
            return null; // Nearly every row.
        }

        return columns.IsHeader(record[columns.First]) ? "見出し行の繰り返しです。"
            : IsEmptyBut(record, columns, _ => false) ? "加入者の項目がすべて空です。"
            : IsTotal(record, columns) ? "合計行です。"
            : null;
    }

    /// <summary>Whether a line is a total or the header once more.</summary>
    public static bool IsFooter(ReadOnlySpan<char> line, FileColumns columns) =>
        TotalRow().IsMatch(line.Trim().TrimStart(columns.Delimiter).Trim('"')) || columns.IsHeader(columns.ValueOf(columns.First, line));

    private static bool StartsWithDigit(ReadOnlySpan<char> field) => field is [>= '0' and <= '9', ..];

    /// <summary>The first value says so, and of those that are read no other holds more than a count: 計1 may also be a symbol.</summary>
    private static bool IsTotal(CsvRecord record, FileColumns columns)
    {
        for (var i = 0; i < record.Count; i++)
        {
            if (!record[i].IsWhiteSpace())
            {
                return TotalRow().IsMatch(record[i].Trim())
                    && IsEmptyBut(record, columns, position => position == i || (record[position].Trim() is { Length: <= 20 } count && Count().IsMatch(count)));
            }
        }

        return false;
    }

    private static bool IsEmptyBut(CsvRecord record, FileColumns columns, Func<int, bool> mayHoldSomething)
    {
        for (var position = 0; position < record.Count; position++)
        {
            if (columns.IsRead(position) && !record[position].IsWhiteSpace() && !mayHoldSomething(position))
            {
                return false;
            }
        }

        return true;
    }

    // No pattern of the reader has a timeout: each is linear in what is short anyway, and a starved instance would fail a good file by the clock.
    [GeneratedRegex(@"^(合計|総計|小計|計|総?件数|total)([\s:：(（]|\d|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TotalRow();

    [GeneratedRegex(@"^[\d,]+\s*(名|人|件|行)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
