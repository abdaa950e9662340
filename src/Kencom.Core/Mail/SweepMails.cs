using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>Finds what a killed process left (MAIL-1): rows whose message was lost are queued again, rows that have had their time are deleted.</summary>
public sealed class SweepMails(MailStore store, QueueSender queue, TimeProvider clock, IOptions<MailOptions> options)
{
    /// <returns>How many mails were queued again.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var queued = 0;
        await foreach (var mail in store.WaitingSinceBeforeAsync(now - options.Value.LostAfter, cancellationToken))
        {
            await queue.SendAsync(QueueNames.SendMail, new SendMailMessage(mail.Id), cancellationToken: cancellationToken);

            // The new message gets the same patience as the lost one.
            await store.ChangeAsync(mail, row => row.State == MailState.Waiting && row.DueAt == mail.DueAt ? row with { DueAt = now } : null, cancellationToken);
            queued++;
        }

        await store.DeleteEndedBeforeAsync(now - options.Value.KeepFor, cancellationToken);
        return queued;
    }
}
