using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

internal sealed class MailBudgetEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = MailKeys.Budget;

    public string RowKey { get; set; } = MailKeys.Budget;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string LastMinute { get; set; } = "";

    public string LastHour { get; set; } = "";

    public DateTimeOffset? PausedUntil { get; set; }

    public DateTimeOffset? UrgentLineEnd { get; set; }

    public DateTimeOffset? AnswerLineEnd { get; set; }

    public DateTimeOffset? NoticeLineEnd { get; set; }

    public static MailBudgetEntity From(MailPace pace, ETag etag) => new()
    {
        ETag = etag,
        LastMinute = pace.LastMinute.ToString(),
        LastHour = pace.LastHour.ToString(),
        PausedUntil = pace.PausedUntil,
        UrgentLineEnd = pace.LineEnds[(int)MailLane.Urgent],
        AnswerLineEnd = pace.LineEnds[(int)MailLane.Answer],
        NoticeLineEnd = pace.LineEnds[(int)MailLane.Notice],
    };

    public MailPace ToPace() => new(
        WindowCount.Parse(LastMinute, MailPace.Minute), WindowCount.Parse(LastHour, MailPace.Hour), PausedUntil, [UrgentLineEnd, AnswerLineEnd, NoticeLineEnd]);
}
