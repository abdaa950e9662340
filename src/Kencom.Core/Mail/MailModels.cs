namespace Kencom.Core.Mail;

/// <summary>
/// What a mail says beside its fixed words. The template has the type's name without <c>Mail</c>: <c>ActivationMail</c> is rendered by
/// <c>Activation.text.hbs</c>, whose first line is the subject, and <c>Activation.html.hbs</c>.
/// </summary>
public abstract record MailModel
{
    /// <summary>The page that the mail leads to; null when it leads nowhere.</summary>
    public virtual string? Path => null;

    /// <summary>Another page, where the mail leads to two.</summary>
    public virtual string? SecondPath => null;

    /// <summary>Keeps tokens and texts out of logs.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>How a mailed link is spelled and how long it can be used: the figures of the very link, which the mail tells (REG-10, REG-11).</summary>
public sealed record MailLink(string Token, TimeSpan ValidFor, DateTimeOffset ValidUntil)
{
    public override string ToString() => nameof(MailLink);
}

/// <summary>The link that proves the address (REG-10).</summary>
/// <param name="NeedsCard">Whether the insurance card will be asked for: not in a group's registration.</param>
public sealed record ActivationMail(MailLink Link, bool NeedsCard) : MailModel
{
    public override string Path => FrontEndPaths.Activation(Link.Token);
}

/// <summary>To an address that is a member's already, instead of the link (REG-9).</summary>
public sealed record ActivationForMemberMail : MailModel
{
    public override string Path => FrontEndPaths.SignIn;
}

/// <summary>The link to a new password (SI-6).</summary>
public sealed record PasswordResetMail(MailLink Link) : MailModel
{
    public override string Path => FrontEndPaths.PasswordReset(Link.Token);
}

/// <summary>To a new member (FIN-5).</summary>
public sealed record WelcomeMail : MailModel
{
    public override string Path => FrontEndPaths.SignIn;
}

/// <summary>To the new address, which has to be proved (SI-8).</summary>
public sealed record EmailChangeMail(MailLink Link) : MailModel
{
    public override string Path => FrontEndPaths.EmailChange(Link.Token);
}

/// <summary>To the old address (SI-8).</summary>
public sealed record EmailChangedMail(DateTimeOffset ChangedAt) : MailModel;

/// <param name="LoginId">The address as the member typed it: its case counts when signing in (SI-7).</param>
public sealed record LoginIdReminderMail(string LoginId) : MailModel
{
    public override string Path => FrontEndPaths.SignIn;
}

/// <summary>To the owner of an account at which somebody guesses (SI-10).</summary>
/// <param name="Failures">Tries in a row that failed.</param>
public sealed record SignInWarningMail(int Failures, DateTimeOffset LastFailedAt) : MailModel
{
    public override string Path => FrontEndPaths.PasswordForgotten;
}

/// <summary>To the member, after the password was changed or reset: who did not do it must learn of it (SI-8).</summary>
public sealed record PasswordChangedMail(DateTimeOffset ChangedAt) : MailModel
{
    public override string Path => FrontEndPaths.PasswordForgotten;
}

/// <summary>The check waits for the insurer's data: the link shows it and can end it (EL-14).</summary>
/// <param name="WaitsUntil">When everything is deleted and the person told.</param>
public sealed record WaitingCheckStartedMail(string Token, DateTimeOffset WaitsUntil) : MailModel
{
    public override string Path => FrontEndPaths.Waiting(Token);
}

/// <summary>The insurer's data has come: the link to go on (EL-14).</summary>
public sealed record WaitingCheckFoundMail(MailLink Link) : MailModel
{
    public override string Path => FrontEndPaths.Activation(Link.Token);
}

/// <summary>The insurer's data has not come in all that time (EL-14).</summary>
public sealed record WaitingCheckEndedMail(TimeSpan WaitedFor) : MailModel
{
    public override string Path => FrontEndPaths.Start;
}

/// <summary>The number of an inquiry, and the link to write back (INQ-1, INQ-2).</summary>
/// <param name="NextAnswerOn">The day on which it can be answered next.</param>
public sealed record InquiryReceivedMail(string Number, DateTimeOffset ReceivedAt, DateOnly NextAnswerOn, string ThreadToken) : MailModel
{
    public override string Path => FrontEndPaths.InquiryThread(ThreadToken);
}

/// <param name="Answer">As the staff wrote it, with its line breaks (INQ-2).</param>
public sealed record InquiryAnswerMail(string Number, string Answer, string ThreadToken) : MailModel
{
    public override string Path => FrontEndPaths.InquiryThread(ThreadToken);
}

/// <summary>The link that completes the application for a new viewing code (CK-6), and the one to write back.</summary>
public sealed record ViewingCodeRequestMail(string Number, MailLink Link, string ThreadToken) : MailModel
{
    public override string Path => FrontEndPaths.InquiryConfirmation(Link.Token);

    public override string SecondPath => FrontEndPaths.InquiryThread(ThreadToken);
}

/// <summary>Sent to a former member (SI-8).</summary>
public sealed record MembershipEndedMail(DateTimeOffset EndedAt) : MailModel;

/// <summary>To the contact of an insurer or group: the link to a file of codes to be printed (FILE-4).</summary>
/// <param name="Rows">How many codes it holds.</param>
public sealed record PrintFileMail(MailLink Link, int Rows) : MailModel
{
    public override string Path => FrontEndPaths.PrintFile(Link.Token);
}

/// <summary>To the members of an insurer whose contract ends (RST-11).</summary>
/// <param name="RemovedOn">The day on which results and codes go.</param>
public sealed record ContractEndingMail(string InsurerName, DateOnly RemovedOn) : MailModel
{
    public override string Path => FrontEndPaths.SignIn;
}
