using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>
/// Moves messages that failed for good out of their poison queues into rows, where each stays until an operator sends it again or discards it (STF-6). A mail that
/// was given up is listed already, with its reason (MAIL-1), so its message is not kept beside it.
/// </summary>
/// <remarks>A timer, not a trigger: a message that is not base64 would never reach one.</remarks>
public sealed class KeepPoisonMessages(RawQueues queues, PoisonMessages messages, MailStore mails, TimeProvider clock)
{
    private const int Batch = 32;

    /// <summary>The most messages of a queue in one run; the next run goes on.</summary>
    private const int MostBatches = 50;

    private const int LongestKind = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        foreach (var name in QueueNames.All)
        {
            await EmptyAsync(name, queues.Client.GetQueueClient(name + QueueNames.PoisonSuffix), cancellationToken);
        }
    }

    private async Task EmptyAsync(string name, QueueClient poison, CancellationToken cancellationToken)
    {
        try
        {
            for (var batch = 0; batch < MostBatches; batch++)
            {
                QueueMessage[] found = await poison.ReceiveMessagesAsync(Batch, Lease, cancellationToken);
                foreach (var message in found)
                {
                    await KeepAsync(name, message, cancellationToken);
                    await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                }

                if (found.Length < Batch)
                {
                    return;
                }
            }
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // Without infrastructure there is none until the host creates it with its first message.
        }
    }

    private async Task KeepAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        var fields = Fields(message.MessageText);
        if (queue == QueueNames.SendMail
            && fields.TryGetValue("id", out var id) && Guid.TryParse(id, out var mailId) && await mails.FindFailedAsync(mailId, cancellationToken) is not null)
        {
            return;
        }

        var kind = string.Join(' ', fields.Keys.Where(name => name.All(char.IsAsciiLetter)));
        await messages.KeepAsync(queue, message.MessageId, message.InsertedOn ?? clock.GetUtcNow(), kind.Length is > 0 and <= LongestKind ? kind : "unknown", message.MessageText);
    }

    /// <summary>The fields of a message of ours; their names tell what it is about. None for what is no such message.</summary>
    private static Dictionary<string, string> Fields(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text)));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString(), StringComparer.Ordinal)
                : [];
        }
        catch (Exception foreign) when (foreign is JsonException or FormatException or ArgumentException)
        {
            return [];
        }
    }
}
