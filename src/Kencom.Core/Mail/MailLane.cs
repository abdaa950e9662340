namespace Kencom.Core.Mail;

/// <summary>The order in which mails use the budget (MAIL-2); a lower number goes first. The numbers are stored.</summary>
public enum MailLane
{
    /// <summary>Somebody sits before a screen that cannot go on without this mail.</summary>
    Urgent = 0,

    /// <summary>Other answers to what a person has just asked for.</summary>
    Answer = 1,

    /// <summary>What is told without being asked.</summary>
    Notice = 2,
}

public static class MailKinds
{
    /// <summary>Whether the row is deleted with the registration that it is about; any other has a time of its own.</summary>
    public static bool GoesWithItsSubject(MailKind kind) =>
        kind is MailKind.Activation or MailKind.WaitingCheckStarted or MailKind.WaitingCheckFound;
}

public static class MailLanes
{
    public static MailLane Of(MailKind kind) => kind switch
    {
        MailKind.Activation or MailKind.PasswordReset => MailLane.Urgent,
        MailKind.EmailChange or MailKind.LoginIdReminder or MailKind.WaitingCheckStarted or MailKind.InquiryReceived or MailKind.InquiryAnswer => MailLane.Answer,
        _ => MailLane.Notice,
    };
}
