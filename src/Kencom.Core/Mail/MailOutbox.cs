namespace Kencom.Core.Mail;

/// <summary>What became of a mail (REG-15).</summary>
public enum MailState
{
    Waiting,
    Sent,
    Failed,
    Cancelled,
}
