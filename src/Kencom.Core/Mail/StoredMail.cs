using System.Collections.Immutable;
using System.Diagnostics;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>What became of a mail (REG-15). The stored names are a wire format.</summary>
public enum MailState
{
    Waiting = 1,

    /// <summary>The provider has taken it.</summary>
    Sent = 2,

    /// <summary>Refused for good, or given up after <see cref="MailOptions.GiveUpAfter"/>.</summary>
    Failed = 3,

    /// <summary>Its subject ended before it was sent.</summary>
    Cancelled = 4,
}

/// <summary>
/// A mail as it is stored: what it is and how far it got. Recipient and text are looked up at sending, except for what nothing else holds any more:
/// that is in <see cref="Values"/> until then.
/// </summary>
public sealed record StoredMail
{
    public required Guid Id { get; init; }

    public required MailKind Kind { get; init; }

    public required string SubjectId { get; init; }

    /// <summary>Personal: kept only while the mail may still have to be sent.</summary>
    public ImmutableDictionary<string, string> Values { get; init; } = ImmutableDictionary<string, string>.Empty;

    public MailState State { get; init; } = MailState.Waiting;

    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>The earliest time of the next try, at which the queue message becomes visible.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Its numbers in the lines that <see cref="MailBudget"/> keeps.</summary>
    public MailTurns Turns { get; init; } = MailTurns.None;

    /// <summary>Which network had it sent; null where nobody unknown did.</summary>
    public MailCause? Cause { get; init; }

    /// <summary>Tries that failed; waiting for the budget is none.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? FirstFailedAt { get; init; }

    /// <inheritdoc cref="MailOrder.UnsentAt"/>
    public DateTimeOffset? UnsentAt { get; init; }

    /// <summary>When it was sent, failed or was cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why the last try failed, as a code; never an address or a provider's sentence.</summary>
    public string? Failure { get; init; }

    /// <summary>The W3C trace context of the request that ordered it, so that it can be followed to the mail (API-4).</summary>
    public string? TraceParent { get; init; }

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    public static StoredMail From(MailOrder order, DateTimeOffset now) => new()
    {
        Id = order.Id,
        Kind = order.Kind,
        SubjectId = order.SubjectId,
        Values = order.Values?.ToImmutableDictionary(StringComparer.Ordinal) ?? ImmutableDictionary<string, string>.Empty,
        Cause = order.Cause,
        QueuedAt = now,
        DueAt = now,
        TraceParent = Activity.Current?.Id,
    };

    public MailLane Lane => MailLanes.Of(Kind);

    /// <summary>Whether nothing will ever be tried again. A mail that was given up is not over: <see cref="ResendFailedMails"/> can bring it back.</summary>
    public bool IsOver => State is MailState.Sent or MailState.Cancelled || (State == MailState.Failed && FirstFailedAt is null);

    internal RowKey Key => MailKeys.Mail(SubjectId, Id);

    public MailOrder ToOrder() => new(Id, Kind, SubjectId, Values) { UnsentAt = UnsentAt };

    /// <summary>Waits for the budget, which is no failure (MAIL-2).</summary>
    internal StoredMail InLine(MailPlace place) => this with { DueAt = place.At, Turns = place.Turns };

    /// <summary>The provider did not take it for the moment (429).</summary>
    internal StoredMail Throttled(MailPlace place, DateTimeOffset now) => InLine(place) with { UnsentAt = now };

    /// <summary>Waits longer after each failed try.</summary>
    internal StoredMail FailedOnce(string? reason, DateTimeOffset now) => this with
    {
        Attempts = Attempts + 1,
        FirstFailedAt = FirstFailedAt ?? now,
        Failure = reason,
        DueAt = now + DelayAfter(Attempts + 1),
        Turns = MailTurns.None,
    };

    internal StoredMail Sent(DateTimeOffset now) => Ended(MailState.Sent, now) with { Failure = null };

    internal StoredMail Cancelled(DateTimeOffset now) => Ended(MailState.Cancelled, now);

    /// <summary>The provider will never take it: over, without another try.</summary>
    internal StoredMail Refused(string? reason, DateTimeOffset now) => Ended(MailState.Failed, now) with { Failure = reason, FirstFailedAt = null };

    /// <summary>Has failed for too long. The values stay, for who sends it again.</summary>
    internal StoredMail GivenUp(string? reason, DateTimeOffset now) => this with
    {
        State = MailState.Failed,
        EndedAt = now,
        FirstFailedAt = FirstFailedAt ?? now,
        Failure = reason,
        Attempts = Attempts + 1,
    };

    internal StoredMail Revived(DateTimeOffset now) => this with
    {
        State = MailState.Waiting,
        EndedAt = null,
        Attempts = 0,
        FirstFailedAt = null,
        DueAt = now,
        Turns = MailTurns.None,
    };

    private StoredMail Ended(MailState state, DateTimeOffset now) =>
        this with { State = state, EndedAt = now, Values = ImmutableDictionary<string, string>.Empty };

    private static TimeSpan DelayAfter(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, attempts - 1), LongestDelay.TotalSeconds));

    /// <summary>Keeps ids and values out of logs.</summary>
    public override string ToString() => $"{Kind} {State}";
}
