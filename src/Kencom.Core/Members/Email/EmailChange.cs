using System.Text.Json;

namespace Kencom.Core.Members;

/// <summary>A change of a member's address that waits for the new one to be proved (SI-8): the payload of its link.</summary>
internal sealed record EmailChange(string From, string To)
{
    public string ToPayload() => JsonSerializer.Serialize(this);

    public static EmailChange FromPayload(string payload) => JsonSerializer.Deserialize<EmailChange>(payload)!;
}
