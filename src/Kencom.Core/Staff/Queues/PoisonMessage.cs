using System.Globalization;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>A queue message that failed for good, as operators see it (STF-6).</summary>
/// <param name="Kind">What the message is about: the fields it has, never their values.</param>
/// <param name="Sealed">The message itself: ids only, but sealed all the same, since a foreign message may be among them.</param>
public sealed record PoisonMessage(string Id, string Queue, string Kind, DateTimeOffset At, string Sealed)
{
    public override string ToString() => $"{Queue} {Id}";
}

/// <summary>The messages that failed for good: a partition a queue, the oldest first.</summary>
public sealed class PoisonMessages(TableServiceClient tables, Sealer sealer, TimeProvider clock)
{
    private const string Purpose = "poison-message";

    private readonly Rows<PoisonMessage> rows = new(tables, TableNames.PoisonMessages, PoisonJson.Default.PoisonMessage);

    /// <param name="messageId">The queue's own id of it: a message that comes twice is kept once.</param>
    public Task KeepAsync(string queue, string messageId, DateTimeOffset sentAt, string kind, string content)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{sentAt.UtcTicks:d19}-{messageId}");
        return rows.AddAsync(KeyOf(queue, id), new PoisonMessage(id, queue, kind, clock.GetUtcNow(), sealer.SealText(Purpose, $"{queue}/{id}", content)));
    }

    public string ContentOf(PoisonMessage message) => sealer.OpenText(Purpose, $"{message.Queue}/{message.Id}", message.Sealed);

    public async Task<PoisonMessage?> FindAsync(string queue, string id, CancellationToken cancellationToken) =>
        IsId(id) ? (await rows.FindAsync(KeyOf(queue, id), cancellationToken))?.Value : null;

    /// <param name="after">The id to go on behind; null for the first.</param>
    public IAsyncEnumerable<PoisonMessage> ListAsync(string queue, string? after, CancellationToken cancellationToken) =>
        rows.ListAsync(RowRange.Rows(queue, after is null ? "0" : $"{after}~", ":"), cancellationToken).Select(row => row.Value);

    public ValueTask<int> CountAsync(string queue, int most, CancellationToken cancellationToken) =>
        rows.ListKeysAsync(RowRange.Partition(queue), cancellationToken).Take(most).CountAsync(cancellationToken);

    /// <returns>False when it was gone already.</returns>
    public Task<bool> RemoveAsync(PoisonMessage message) => rows.DeleteAsync(KeyOf(message.Queue, message.Id));

    public static bool IsId(string id) => id.Length is > 20 and <= 100 && id.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static RowKey KeyOf(string queue, string id) => new(queue, id);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PoisonMessage))]
internal sealed partial class PoisonJson : JsonSerializerContext;
