using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>Sends again what was given up (MAIL-1, STF-6): some mails or all, by one request of an operator, when the cause is mended.</summary>
public sealed class ResendFailedMails(MailStore store, QueueServiceClient queues, QueueSender queue, TimeProvider clock)
{
    private const int Batch = 32;

    /// <summary>Messages of the poison queue that one run looks through, at 32 a batch.</summary>
    private const int MostBatches = 100;

    /// <param name="ids">Null for all.</param>
    /// <returns>How many mails were queued again.</returns>
    public async Task<int> HandleAsync(IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        var wanted = ids is null
            ? await store.ListFailedAsync(after: null, cancellationToken).ToListAsync(cancellationToken)
            : [.. (await Task.WhenAll(ids.Distinct().Select(id => store.FindFailedAsync(id, cancellationToken)))).OfType<FailedMail>()];
        var resent = 0;
        foreach (var mail in wanted)
        {
            resent += await ReviveAsync(mail) ? 1 : 0;
        }

        await ClearPoisonAsync(cancellationToken);
        return resent;
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

    /// <summary>Takes the messages of mails that are no longer given up out of the poison queue, whose depth is alerted.</summary>
    private async Task ClearPoisonAsync(CancellationToken cancellationToken)
    {
        var poison = queues.GetQueueClient(QueueNames.SendMail + QueueNames.PoisonSuffix);
        if (!await poison.ExistsAsync(cancellationToken))
        {
            return; // The host makes it with its first message.
        }

        for (var batch = 0; batch < MostBatches; batch++)
        {
            QueueMessage[] messages = await poison.ReceiveMessagesAsync(Batch, TimeSpan.FromMinutes(1), cancellationToken);
            if (messages.Length == 0)
            {
                return;
            }

            foreach (var message in messages)
            {
                if (Parse(message) is { } mail && await store.FindFailedAsync(mail.Id, cancellationToken) is null)
                {
                    await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                }
            }
        }
    }

    private static SendMailMessage? Parse(QueueMessage message)
    {
        try
        {
            return message.Body.ToObjectFromJson<SendMailMessage>(QueueSender.Json);
        }
        catch (JsonException)
        {
            return null; // Not ours to judge: it stays.
        }
    }
}
