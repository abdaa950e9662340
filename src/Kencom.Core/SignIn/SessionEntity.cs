using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.SignIn;

internal sealed class SessionEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public int Kind { get; set; }

    public bool StaySignedIn { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset LastUsedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public bool ResultsUnlocked { get; set; }

    public string? Browser { get; set; }

    public string? System { get; set; }

    public static SessionEntity From(Session session) => new()
    {
        PartitionKey = session.MemberId,
        RowKey = session.Id,
        ETag = session.ETag,
        Kind = (int)session.Kind,
        StaySignedIn = session.StaySignedIn,
        StartedAt = session.StartedAt,
        LastUsedAt = session.LastUsedAt,
        ExpiresAt = session.ExpiresAt,
        ResultsUnlocked = session.ResultsUnlocked,
        Browser = session.Client?.Browser,
        System = session.Client?.System,
    };

    public Session ToSession() =>
        new(PartitionKey, RowKey, (SessionKind)Kind, StaySignedIn, StartedAt, LastUsedAt, ExpiresAt)
        {
            Client = new SessionClient(Browser, System),
            ResultsUnlocked = ResultsUnlocked,
            ETag = ETag,
        };
}
