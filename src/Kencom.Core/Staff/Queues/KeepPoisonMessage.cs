using System.Text.Json;
using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>
/// Moves a message that failed for good out of its poison queue into a row, where it stays until an operator sends it again or discards it (STF-6): the queue
/// would drop it after its time. A mail that was given up is listed already, with its reason (MAIL-1), so its message is not kept beside it.
/// </summary>
public sealed class KeepPoisonMessage(PoisonMessages messages, MailStore mails)
{
    public async Task HandleAsync(string queue, string messageId, DateTimeOffset sentAt, string content, CancellationToken cancellationToken)
    {
        if (queue == QueueNames.SendMail && MailIdOf(content) is { } mailId && await mails.FindFailedAsync(mailId, cancellationToken) is not null)
        {
            return;
        }

        await messages.KeepAsync(queue, messageId, sentAt, KindOf(content), content);
    }

    private static Guid? MailIdOf(string content)
    {
        try
        {
            return JsonSerializer.Deserialize<SendMailMessage>(content, QueueSender.Json)?.Id;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The names of its fields tell what it is about; what is no message of ours is "unknown".</summary>
    private static string KindOf(string content)
    {
        const int LongestKind = 100;
        try
        {
            using var document = JsonDocument.Parse(content);
            var kind = document.RootElement.ValueKind == JsonValueKind.Object
                ? string.Join(' ', document.RootElement.EnumerateObject().Select(property => property.Name).Where(IsPlainName))
                : "";
            return kind.Length is > 0 and <= LongestKind ? kind : "unknown";
        }
        catch (JsonException)
        {
            return "unknown";
        }
    }

    private static bool IsPlainName(string name) => name.Length <= 30 && name.All(char.IsAsciiLetter);
}
