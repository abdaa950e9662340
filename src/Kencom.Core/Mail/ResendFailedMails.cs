using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>Sends again what was given up, or gives it up for good (MAIL-1, STF-6): some mails or all, by one request of an operator, when the cause is mended.</summary>
public sealed class ResendFailedMails(AuditLog audit, MailStore store, QueueSender queue, TimeProvider clock)
{
    /// <summary>Of all: who has more asks again, so that no request takes longer than callers wait.</summary>
    public const int MostAtOnce = 1000;

    private const int InParallel = 8;

    private const string Subject = "failed-mails";

    /// <param name="ids">Null for all.</param>
    /// <returns>How many mails were queued again.</returns>
    public Task<int> ResendAsync(StaffAct act, IReadOnlyList<Guid>? ids, CancellationToken cancellationToken) =>
        ForEachAsync(act.Entry("resend-failed-mails", Subject), ids, ReviveAsync, cancellationToken);

    /// <param name="ids">Null for all.</param>
    /// <returns>How many mails will never be sent.</returns>
    public Task<int> DiscardAsync(StaffAct act, IReadOnlyList<Guid>? ids, CancellationToken cancellationToken) =>
        ForEachAsync(act.Entry("discard-failed-mails", Subject), ids, DiscardAsync, cancellationToken);

    private async Task<int> ForEachAsync(AuditEntry entry, IReadOnlyList<Guid>? ids, Func<FailedMail, Task<bool>> work, CancellationToken cancellationToken)
    {
        var wanted = ids is null
            ? await store.ListFailedAsync(after: null, cancellationToken).Take(MostAtOnce).ToListAsync(cancellationToken)
            : [.. (await Task.WhenAll(ids.Distinct().Select(id => store.FindFailedAsync(id, cancellationToken)))).OfType<FailedMail>()];
        await audit.AddAsync(entry);
        var done = 0;
        await Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = InParallel },
            async (mail, _) =>
            {
                if (await work(mail))
                {
                    Interlocked.Increment(ref done);
                }
            });
        return done;
    }

    private async Task<bool> ReviveAsync(FailedMail failed)
    {
        var found = await store.FindAsync(failed.SubjectId, failed.Id, CancellationToken.None);
        if (found is { Value.IsOver: false })
        {
            await store.ChangeAsync(found, mail => mail.Revived(clock.GetUtcNow()));
            await queue.SendAsync(QueueNames.SendMail, new SendMailMessage(failed.SubjectId, failed.Id));
        }

        await store.UnlistFailedAsync(failed.Id);
        return found is { Value.IsOver: false };
    }

    private async Task<bool> DiscardAsync(FailedMail failed)
    {
        if (await store.FindAsync(failed.SubjectId, failed.Id, CancellationToken.None) is { Value.IsOver: false } found)
        {
            await store.ChangeAsync(found, mail => mail.Cancelled(clock.GetUtcNow()));
        }

        await store.UnlistFailedAsync(failed.Id);
        return true;
    }
}
