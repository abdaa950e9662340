using Azure;
using Azure.Communication.Email;
using Kencom.Core.Mail;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Mail;

/// <summary>Hands mails to Azure Communication Services (<see cref="MailProvider"/>).</summary>
public sealed class EmailDelivery(EmailClient client, IOptions<MailOptions> options, TimeProvider clock)
{
    public async Task<MailDelivery> DeliverAsync(RenderedMail mail, CancellationToken cancellationToken)
    {
        var message = new EmailMessage(
            options.Value.SenderAddress,
            mail.Recipient,
            new EmailContent(mail.Subject) { PlainText = mail.Text, Html = mail.Html })
        {
            // Tracking would rewrite the links, which are secrets (MAIL-3).
            UserEngagementTrackingDisabled = true,
        };
        try
        {
            // Accepted is sent: what becomes of it at the recipient's is not waited for.
            await client.SendAsync(WaitUntil.Started, message, mail.OperationId, cancellationToken);
            return MailDelivery.Accepted;
        }
        catch (RequestFailedException failure)
        {
            return Judge(failure);
        }
    }

    private MailDelivery Judge(RequestFailedException failure) => failure.Status switch
    {
        429 => MailDelivery.Throttled(RetryAfter(failure.GetRawResponse())),

        // The mail itself is refused; but a sender or domain that is not set up is no fault of the mail, and is mended.
        400 or 413 or 422 when !IsAboutSender(failure.ErrorCode) => MailDelivery.Refused($"{failure.Status} {failure.ErrorCode}".TrimEnd()),
        0 => MailDelivery.Unavailable("unreachable"),
        _ => MailDelivery.Unavailable($"{failure.Status} {failure.ErrorCode}".TrimEnd()),
    };

    private static bool IsAboutSender(string? errorCode) =>
        errorCode is not null && (errorCode.Contains("Sender", StringComparison.OrdinalIgnoreCase) || errorCode.Contains("Domain", StringComparison.OrdinalIgnoreCase));

    /// <summary>Seconds, or the date until when (RFC 9110, 10.2.3).</summary>
    private TimeSpan? RetryAfter(Response? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        var parsed = System.Net.Http.Headers.RetryConditionHeaderValue.TryParse(text, out var value) ? value : null;
        var wait = parsed?.Delta ?? parsed?.Date - clock.GetUtcNow();
        return wait is { } positive && positive > TimeSpan.Zero ? positive : null;
    }
}
