namespace Kencom.Core.Insurers;

/// <summary>What somebody who changes something believes it to be (STF-4): of one of these revisions, or not there yet.</summary>
/// <param name="Revisions">Null for something new; "*" for whatever there is.</param>
public sealed record Expected(IReadOnlyList<string>? Revisions)
{
    public static Expected New { get; } = new((IReadOnlyList<string>?)null);

    /// <param name="present">The revision that there is; null when there is none.</param>
    public bool Is(string? present) => present is null ? Revisions is null : Revisions is not null && (Revisions.Contains(present) || Revisions.Contains("*"));
}
