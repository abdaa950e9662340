using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Mail;

/// <summary>
/// Sends again what was given up (MAIL-1): empties the poison queue of <c>send-mail</c>, whose depth the alert watches. The one way for operators,
/// called when the cause is mended. A mail that was refused for good is not among them.
/// </summary>
public sealed partial class ResendFailedMails(
    MailStore store, QueueServiceClient queues, QueueSender queue, TimeProvider clock, ILogger<ResendFailedMails> logger)
{
    private const int Batch = 32;

    /// <returns>How many mails were queued again.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var poison = queues.GetQueueClient(QueueNames.SendMail + QueueNames.PoisonSuffix);
        var resent = 0;
        if (!await poison.ExistsAsync(cancellationToken))
        {
            return resent; // The host makes it with its first message.
        }

        while (await poison.ReceiveMessagesAsync(Batch, TimeSpan.FromMinutes(1), cancellationToken) is { Value: { Length: > 0 } messages })
        {
            foreach (var message in messages)
            {
                if (IdOf(message) is not { } id)
                {
                    Log.Unreadable(logger, message.MessageId);
                    continue;
                }

                resent += await ReviveAsync(id, cancellationToken) ? 1 : 0;
                await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
            }
        }

        return resent;
    }

    private async Task<bool> ReviveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { IsOver: false } mail)
        {
            return false;
        }

        await store.ChangeAsync(mail, row => row.IsOver ? null : row.Revived(clock.GetUtcNow()), cancellationToken);
        await queue.SendAsync(QueueNames.SendMail, new SendMailMessage(id), cancellationToken: cancellationToken);
        return true;
    }

    private static Guid? IdOf(QueueMessage message)
    {
        try
        {
            return message.Body.ToObjectFromJson<SendMailMessage>(QueueSender.Json)?.Id;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Message {MessageId} of the poison queue is no mail's; it stays there")]
        public static partial void Unreadable(ILogger logger, string messageId);
    }
}
