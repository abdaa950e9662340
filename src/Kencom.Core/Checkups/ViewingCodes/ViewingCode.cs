using System.Collections.Immutable;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>The code that a person was sent, as keyed hashes only (CK-2).</summary>
public sealed record ViewingCode
{
    /// <summary>Failures that lock a code.</summary>
    public const int MostFailures = 5;

    /// <summary>Hashes of the code, under the hash keys that were in use when it was last seen in the clear. Empty where failures are counted but no code has come.</summary>
    public ImmutableArray<string> Hashes { get; init; } = [];

    /// <summary>The arrival of the file that first brought it: its age runs from there.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    public int Failures { get; init; }

    /// <summary>Support gives more tries once a code (STF-3).</summary>
    public bool HadMoreTries { get; init; }

    /// <summary>On a group's route, the member who gave the code first (CK-2).</summary>
    public string? BoundTo { get; init; }

    /// <summary>The file that wrote it last: an older one is refused.</summary>
    public int Sequence { get; init; }

    public bool IsLocked => Failures >= MostFailures;

    public bool Is(IEnumerable<string> hashes) => Hashes.Any(hash => hashes.Contains(hash, StringComparer.Ordinal));

    public int AttemptsLeft => Math.Max(0, MostFailures - Failures);

    /// <summary>Keeps hashes out of logs.</summary>
    public override string ToString() => nameof(ViewingCode);
}
