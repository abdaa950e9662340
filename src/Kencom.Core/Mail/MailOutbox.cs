using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>Where other slices hand in mails and ask what became of them.</summary>
public sealed class MailOutbox(MailStore store, QueueSender queue, TimeProvider clock)
{
    /// <summary>
    /// Stores the mail, then queues its id (MAIL-1): two storage calls. Can be repeated: the row that is there counts, and a second message for a mail
    /// already sent does nothing. A process killed between the two calls leaves a row that <see cref="SweepMails"/> queues.
    /// </summary>
    public async Task QueueAsync(MailOrder order, CancellationToken cancellationToken)
    {
        await store.AddIfAbsentAsync(StoredMail.From(order, clock.GetUtcNow()), cancellationToken);
        await queue.SendAsync(QueueNames.SendMail, new SendMailMessage(order.Id), cancellationToken: cancellationToken);
    }

    /// <summary>What became of a mail (REG-15), by one point read; null when there is none of that id, or it was deleted after its time.</summary>
    public async Task<MailState?> FindStateAsync(Guid id, CancellationToken cancellationToken) =>
        (await store.FindAsync(id, cancellationToken))?.State;

    /// <summary>Deletes every mail about a subject whose personal data has to go (SI-8, REG-17). What was queued is then not sent any more.</summary>
    /// <remarks>Reads the whole table, which holds some days' mails: for deletions, not for requests that someone waits for.</remarks>
    public Task ForgetAsync(string subjectId, CancellationToken cancellationToken) => store.DeleteOfSubjectAsync(subjectId, cancellationToken);
}
