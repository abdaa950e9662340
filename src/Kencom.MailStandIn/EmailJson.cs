using System.Text.Json;
using System.Text.Json.Serialization;

namespace Azure.Communication.Email;

/// <summary>The body of <c>POST /emails:send</c>.</summary>
internal sealed record EmailJson(
    string SenderAddress,
    EmailJson.ContentJson Content,
    EmailJson.RecipientsJson Recipients,
    IReadOnlyList<EmailJson.AddressJson>? ReplyTo,
    IDictionary<string, string>? Headers,
    bool? UserEngagementTrackingDisabled)
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static EmailJson Of(EmailMessage message) => new(
        message.SenderAddress,
        new ContentJson(message.Content.Subject, message.Content.PlainText, message.Content.Html),
        new RecipientsJson(ListOf(message.Recipients.To) ?? [], ListOf(message.Recipients.CC), ListOf(message.Recipients.BCC)),
        ListOf(message.ReplyTo),
        message.Headers.Count == 0 ? null : message.Headers,
        message.UserEngagementTrackingDisabled);

    private static AddressJson[]? ListOf(IList<EmailAddress> addresses) => addresses.Count == 0
        ? null
        : [.. addresses.Select(a => new AddressJson(a.Address, string.IsNullOrEmpty(a.DisplayName) ? null : a.DisplayName))];

    internal sealed record ContentJson(string Subject, string? PlainText, string? Html);

    internal sealed record RecipientsJson(IReadOnlyList<AddressJson> To, IReadOnlyList<AddressJson>? Cc, IReadOnlyList<AddressJson>? Bcc);

    internal sealed record AddressJson(string Address, string? DisplayName);
}
