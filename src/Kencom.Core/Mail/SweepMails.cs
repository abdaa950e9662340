using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>
/// Finds what a killed process left (MAIL-1): rows whose message was lost are queued again, rows that have had their time are deleted. Tells how long
/// mails have been waiting.
/// </summary>
public sealed class SweepMails(MailStore store, QueueSender queue, MailTelemetry telemetry, TimeProvider clock, IOptions<MailOptions> options)
{
    /// <returns>How many mails were queued again.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (oldest, queued) = (now, 0);
        await foreach (var mail in store.WaitingAsync(cancellationToken))
        {
            oldest = mail.QueuedAt < oldest ? mail.QueuedAt : oldest;
            if (mail.DueAt < now - options.Value.LostAfter)
            {
                await QueueAgainAsync(mail, now, cancellationToken);
                queued++;
            }
        }

        telemetry.OldestWaiting(now - oldest);
        await store.DeleteEndedBeforeAsync(now - options.Value.KeepFor, cancellationToken);
        return queued;
    }

    private async Task QueueAgainAsync(StoredMail mail, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await queue.SendAsync(QueueNames.SendMail, new SendMailMessage(mail.Id), cancellationToken: cancellationToken);

        // The new message gets the same patience as the lost one; unless it was handled already, and put back.
        await store.ChangeAsync(
            mail, row => row.State == MailState.Waiting && row.DueAt == mail.DueAt ? row with { DueAt = now } : null, cancellationToken);
    }
}
