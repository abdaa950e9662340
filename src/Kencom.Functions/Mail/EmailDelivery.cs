using System.Globalization;
using Azure;
using Azure.Communication.Email;
using Kencom.Core.Mail;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Mail;

/// <summary>Hands mails to Azure Communication Services: the one place that knows its client (MAIL-1).</summary>
public sealed class EmailDelivery(EmailClient client, IOptions<MailOptions> options)
{
    public async Task<MailDelivery> DeliverAsync(RenderedMail mail, CancellationToken cancellationToken)
    {
        var message = new EmailMessage(
            options.Value.SenderAddress,
            mail.Recipient,
            new EmailContent(mail.Subject) { PlainText = mail.Text, Html = mail.Html });
        try
        {
            // Accepted is delivered once, whatever becomes of our record: the operation's id is the mail's.
            await client.SendAsync(WaitUntil.Started, message, mail.OperationId, cancellationToken);
            return MailDelivery.Accepted;
        }
        catch (RequestFailedException failure)
        {
            return Describe(failure);
        }
    }

    private static MailDelivery Describe(RequestFailedException failure) => failure.Status switch
    {
        429 => MailDelivery.Throttled(RetryAfter(failure)),
        400 or 404 or 413 or 422 => MailDelivery.Refused(CodeOf(failure)),
        _ => MailDelivery.Unavailable(CodeOf(failure)),
    };

    private static string CodeOf(RequestFailedException failure) =>
        failure.ErrorCode ?? failure.Status.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan? RetryAfter(RequestFailedException failure) =>
        failure.GetRawResponse() is { } response
        && response.Headers.TryGetValue("Retry-After", out var seconds)
        && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var wait)
            ? TimeSpan.FromSeconds(wait)
            : null;
}
