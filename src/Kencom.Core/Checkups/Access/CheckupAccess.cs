using System.Collections.Immutable;

namespace Kencom.Core.Checkups.Access;

/// <summary>What opens the results next (CK-1). The names are answered: a wire format.</summary>
public enum NextStep
{
    ViewingCode,
    SecretQuestion,
    SecretAnswer,
}

/// <summary>How far a member has proved whose results may be shown (CK-2 to CK-4).</summary>
public sealed record CheckupAccess
{
    /// <summary>Sessions of one member in which results are open at once; the one opened first falls out.</summary>
    private const int MostOpen = 20;

    /// <summary>The persons whose code was given: the member's own keys.</summary>
    public ImmutableArray<string> PersonKeys { get; init; } = [];

    /// <summary>When the insurer sent the code that was given, which holds for some time only (CK-4).</summary>
    public DateTimeOffset? CodeIssuedAt { get; init; }

    /// <summary>The session in which the code was given: only there may a question be chosen without an answer.</summary>
    public string? ProvenIn { get; init; }

    public string? QuestionId { get; init; }

    /// <summary>Argon2id of the answer (CK-3).</summary>
    public string? AnswerHash { get; init; }

    /// <summary>Wrong answers since the last right one; a try under way counts.</summary>
    public int AnswerFailures { get; init; }

    /// <summary>When support gave more tries: once a day (STF-3).</summary>
    public DateOnly? MoreTriesOn { get; init; }

    /// <summary>Ids of the sessions in which the results are open.</summary>
    public ImmutableArray<string> OpenIn { get; init; } = [];

    public bool IsVerified => CodeIssuedAt is not null;

    public CheckupAccess OpenedIn(string sessionId) =>
        this with { OpenIn = OpenIn.Contains(sessionId) ? OpenIn : [.. OpenIn.TakeLast(MostOpen - 1), sessionId], AnswerFailures = 0 };

    /// <summary>Keeps hashes and keys out of logs.</summary>
    public override string ToString() => nameof(CheckupAccess);
}
