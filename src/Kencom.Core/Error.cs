using System.Collections.Immutable;

namespace Kencom.Core;

/// <summary>What an error means for its caller; the edge gives each kind its status.</summary>
public enum ErrorKind
{
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    Gone,

    /// <summary>What the caller knew of it holds no more.</summary>
    Outdated,

    /// <summary>The caller must say what they know of it.</summary>
    PreconditionMissing,
    TooLarge,
    NotUnderstood,
    Unprocessable,
    Locked,
    TooManyRequests,
    Fault,
    Unavailable,
}

/// <summary>
/// An answer that is not a success, as the caller reads it (API-1): a stable code for programs, a title and a detail in Japanese for people.
/// Made only by the catalogue, <see cref="Errors"/>, and for what only HTTP knows by the edge.
/// </summary>
public sealed record Error(string Code, ErrorKind Kind, string Title, string Detail)
{
    /// <summary>Messages by field, in the request's own names.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Fields { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Further members of the problem document, such as <c>next</c> or <c>possibleCauses</c>.</summary>
    public ImmutableSortedDictionary<string, object?> Members { get; init; } = ImmutableSortedDictionary<string, object?>.Empty;

    /// <summary>When the same request may succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same error with one more member in its problem document.</summary>
    public Error With(string member, object? value) => this with { Members = Members.SetItem(member, value) };
}

/// <summary>Collects what is wrong with a request, all fields at once (EL-1).</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> messages = new(StringComparer.Ordinal);

    public bool Any => messages.Count > 0;

    public void Add(string field, string message)
    {
        if (!messages.TryGetValue(field, out var list))
        {
            messages[field] = list = [];
        }

        list.Add(message);
    }

    /// <summary>Adds the message when the condition does not hold; returns the condition.</summary>
    public bool Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            Add(field, message);
        }

        return condition;
    }

    internal ImmutableSortedDictionary<string, ImmutableArray<string>> ToFields() =>
        messages.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal);
}
