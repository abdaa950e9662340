using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>The mails about an inquiry: their orders. What they say is looked up when they are sent.</summary>
public static class InquiryMails
{
    /// <summary>Stands for the message that began the inquiry, among those whose mails are to be ordered.</summary>
    internal const string ReceivedMessage = "received";

    internal const string MessageId = "message";

    /// <summary>The mail with the number.</summary>
    public static MailOrder Received(KeyedHasher hasher, Inquiry inquiry) =>
        new(MailIds.Derive(hasher, inquiry.HashVersion, MailKind.InquiryReceived, inquiry.Number), MailKind.InquiryReceived, inquiry.Number);

    /// <summary>The mail of an answer.</summary>
    public static MailOrder Answer(KeyedHasher hasher, Inquiry inquiry, string messageId) => new(
        MailIds.Derive(hasher, inquiry.HashVersion, MailKind.InquiryAnswer, inquiry.Number, messageId),
        MailKind.InquiryAnswer,
        inquiry.Number,
        new Dictionary<string, string>(StringComparer.Ordinal) { [MessageId] = messageId });

    internal static MailOrder OrderFor(KeyedHasher hasher, Inquiry inquiry, string messageId) =>
        messageId == ReceivedMessage ? Received(hasher, inquiry) : Answer(hasher, inquiry, messageId);
}
