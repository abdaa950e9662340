using System.Collections.Immutable;
using System.Text.Json;
using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

internal sealed class MailEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public int Kind { get; set; }

    public string SubjectId { get; set; } = "";

    /// <summary>A JSON object of strings; absent when blanked.</summary>
    public string? Values { get; set; }

    public int State { get; set; }

    public DateTimeOffset QueuedAt { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public bool HasPlace { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? FirstFailedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? Failure { get; set; }

    public string? TraceParent { get; set; }

    public static MailEntity From(StoredMail mail) => new()
    {
        PartitionKey = MailKeys.Mail(mail.Id),
        RowKey = MailKeys.Mail(mail.Id),
        ETag = mail.ETag,
        Kind = (int)mail.Kind,
        SubjectId = mail.SubjectId,
        Values = mail.Values.IsEmpty ? null : JsonSerializer.Serialize(mail.Values),
        State = (int)mail.State,
        QueuedAt = mail.QueuedAt,
        DueAt = mail.DueAt,
        HasPlace = mail.HasPlace,
        Attempts = mail.Attempts,
        FirstFailedAt = mail.FirstFailedAt,
        EndedAt = mail.EndedAt,
        Failure = mail.Failure,
        TraceParent = mail.TraceParent,
    };

    public StoredMail ToMail() => new()
    {
        Id = MailKeys.MailId(RowKey),
        Kind = (MailKind)Kind,
        SubjectId = SubjectId,
        Values = Values is null
            ? ImmutableDictionary<string, string>.Empty
            : JsonSerializer.Deserialize<ImmutableDictionary<string, string>>(Values)!,
        State = (MailState)State,
        QueuedAt = QueuedAt,
        DueAt = DueAt,
        HasPlace = HasPlace,
        Attempts = Attempts,
        FirstFailedAt = FirstFailedAt,
        EndedAt = EndedAt,
        Failure = Failure,
        TraceParent = TraceParent,
        ETag = ETag,
    };
}
