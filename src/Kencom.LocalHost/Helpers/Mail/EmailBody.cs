namespace Kencom.LocalHost.Helpers.Mail;

/// <summary>The body of <c>POST /emails:send</c>, as far as a mailbox shows it.</summary>
internal sealed record EmailBody(string SenderAddress, EmailBody.ContentPart Content, EmailBody.RecipientsPart Recipients)
{
    internal sealed record ContentPart(string Subject, string? PlainText, string? Html);

    internal sealed record RecipientsPart(IReadOnlyList<AddressPart> To, IReadOnlyList<AddressPart>? Cc, IReadOnlyList<AddressPart>? Bcc);

    internal sealed record AddressPart(string Address, string? DisplayName);
}
