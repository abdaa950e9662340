using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>The message of the queue <c>send-mail</c>: whom the mail concerns and its id, and nothing else (MAIL-1).</summary>
public sealed record SendMailMessage(string SubjectId, Guid Id);

/// <summary>Where other rooms hand in mails and ask what became of them.</summary>
public sealed class MailOutbox(MailStore store, QueueSender queue, TimeProvider clock)
{
    /// <summary>A row that is written within this time is found by its message, which looks for it for longer.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Queues the mail's id, then stores the mail (MAIL-1). In this order no stored mail is ever without a message, however this ends; a message without
    /// a mail does nothing. Can be repeated: the row that is there counts, and a second message for a mail already sent does nothing.
    /// </summary>
    public async Task QueueAsync(MailOrder order)
    {
        var message = new SendMailMessage(order.SubjectId, order.Id);
        await queue.SendAsync(QueueNames.SendMail, message);
        var sent = TimeProvider.System.GetTimestamp();
        await store.AddAsync(StoredMail.From(order, clock.GetUtcNow()));
        if (TimeProvider.System.GetElapsedTime(sent) > Quick)
        {
            await queue.SendAsync(QueueNames.SendMail, message); // The first may have come and gone before the row was there.
        }
    }

    /// <summary>What became of a mail (REG-15), by one point read; null when there is none of that id, or it was deleted after its time.</summary>
    public async Task<MailState?> FindStateAsync(string subjectId, Guid id, CancellationToken cancellationToken) =>
        (await store.FindAsync(subjectId, id, cancellationToken))?.Value.State;

    /// <summary>The latest mails about a subject, newest first: what they are, when they were ordered and what became of them.</summary>
    public async Task<IReadOnlyList<StoredMail>> ListAsync(string subjectId, int most, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(subjectId, cancellationToken).ToListAsync(cancellationToken)).OrderByDescending(mail => mail.QueuedAt).Take(most)];

    /// <summary>Deletes every mail about a subject whose personal data has to go (SI-8, REG-17). What was queued is then not sent any more.</summary>
    public Task ForgetAsync(string subjectId) => store.DeleteOfSubjectAsync(subjectId);
}
