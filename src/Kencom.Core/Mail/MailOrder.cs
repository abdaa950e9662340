namespace Kencom.Core.Mail;

/// <summary>Which mail it is. The stored names are a wire format; the numbers are in the ids of mails: never reuse one.</summary>
public enum MailKind
{
    Activation = 1,
    PasswordReset = 2,
    Welcome = 3,
    EmailChange = 4,
    EmailChanged = 5,
    LoginIdReminder = 6,
    SignInWarning = 7,
    WaitingCheckFound = 8,
    WaitingCheckEnded = 9,
    InquiryReceived = 10,
    InquiryAnswer = 11,
    MembershipEnded = 13,
    WaitingCheckStarted = 14,
    PasswordChanged = 15,
    PrintFile = 30,
    ContractEnding = 31,
}

/// <summary>
/// A mail to be sent (MAIL-1): what it is and whom it concerns, by id. Who receives it and what it says is looked up when it is sent
/// (<see cref="IMailComposer"/>), so that nothing personal lies in wait that could outlive its owner.
/// </summary>
/// <param name="Id">The operation id given to the provider on every try. Derived where a repeated operation must send one mail only.</param>
/// <param name="SubjectId">The registration, member or inquiry that it is about.</param>
/// <param name="Values">What cannot be looked up at sending time, such as the address a member had before; blanked once sent.</param>
public sealed record MailOrder(Guid Id, MailKind Kind, string SubjectId, IReadOnlyDictionary<string, string>? Values = null)
{
    /// <summary>The subject of a mail that is about nobody whom anything else is kept about.</summary>
    public const string Nobody = "nobody";

    /// <summary>Which network had it sent (ABU-4); null for what a member or the service itself causes.</summary>
    public MailCause? Cause { get; init; }

    /// <summary>When the provider last refused to take it for the moment: what was handed over until then has surely not been sent.</summary>
    public DateTimeOffset? UnsentAt { get; init; }
}

/// <summary>One mail ready to be rendered: the recipient, and the model that its templates are named after.</summary>
public sealed record MailContent(string Recipient, MailModel Model)
{
    /// <summary>Keeps the address out of logs.</summary>
    public override string ToString() => nameof(MailContent);
}

/// <summary>Composes the mails of one kind; each slice has its own beside the operation that orders them.</summary>
public interface IMailComposer
{
    MailKind Kind { get; }

    /// <returns>Null when the mail is no longer wanted (its subject ended meanwhile); it is then recorded as cancelled.</returns>
    Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken);

    /// <summary>Called when the mail has its turn, right before it is handed to the provider: for what begins with that (REG-11).</summary>
    /// <returns>The content to be sent; null when the mail is no longer wanted.</returns>
    Task<MailContent?> HandOverAsync(MailOrder order, MailContent content, CancellationToken cancellationToken) => Task.FromResult<MailContent?>(content);
}
