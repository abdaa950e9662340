namespace Kencom.Core.Mail;

/// <summary>A mail as the provider gets it.</summary>
/// <param name="OperationId">The mail's id: the provider delivers an operation once, however often it is asked to (MAIL-1).</param>
public sealed record RenderedMail(Guid OperationId, string Recipient, string Subject, string Text, string Html)
{
    /// <summary>Keeps address and text out of logs.</summary>
    public override string ToString() => nameof(RenderedMail);
}

/// <summary>What the provider did with a mail.</summary>
public enum MailOutcome
{
    Accepted,

    /// <summary>It will never take this mail, such as one to an address that cannot exist.</summary>
    Refused,

    /// <summary>Too many at once (429): the mail is as good as any other, later.</summary>
    Throttled,

    /// <summary>It could not be reached, failed, or does not know us: no fault of this mail.</summary>
    Unavailable,

    /// <summary>It could not be composed or rendered: a fault of ours, the provider was not asked.</summary>
    Unfinished,
}

/// <param name="Reason">A code for operators; never an address or a sentence.</param>
/// <param name="RetryAfter">How long the provider asks everybody to wait, with <see cref="MailOutcome.Throttled"/>.</param>
public sealed record MailDelivery(MailOutcome Outcome, string? Reason = null, TimeSpan? RetryAfter = null)
{
    public static MailDelivery Accepted { get; } = new(MailOutcome.Accepted);

    public static MailDelivery Refused(string reason) => new(MailOutcome.Refused, reason);

    public static MailDelivery Throttled(TimeSpan? retryAfter) => new(MailOutcome.Throttled, "throttled", retryAfter);

    public static MailDelivery Unavailable(string reason) => new(MailOutcome.Unavailable, reason);

    internal static MailDelivery Unfinished(string reason) => new(MailOutcome.Unfinished, reason);
}

/// <summary>Hands one mail to the provider. The mail client is the Functions project's, which alone knows it.</summary>
public delegate Task<MailDelivery> MailProvider(RenderedMail mail, CancellationToken cancellationToken);
