using Azure;

namespace Kencom.Core.Storage;

/// <summary>A record as it lies in a table: what <see cref="Rows{T}"/> reads and takes back.</summary>
public sealed record Row<T>(RowKey Key, T Value)
    where T : class
{
    /// <summary>Changes with each write: whoever writes with an older one is refused.</summary>
    internal ETag ETag { get; init; }

    internal string WriteId { get; init; } = "";

    /// <summary>Keeps the record out of logs.</summary>
    public override string ToString() => typeof(T).Name;
}

/// <summary>The row that is there after an add: the new one, or one that was there before.</summary>
public readonly record struct Added<T>(Row<T> Row, bool IsNew)
    where T : class;

/// <summary>So many wrote one row at once that this one never got its turn. Answered as "busy"; a queue or timer function is run again.</summary>
public sealed class RowBusyException(RowKey key) : RequestFailedException(503, $"The row {key} was changed by others at every try.");

/// <summary>A record is larger than a row can hold.</summary>
public sealed class RowTooLargeException(RowKey key, int characters) : Exception($"The record of row {key} has {characters} characters, more than a property holds.");
