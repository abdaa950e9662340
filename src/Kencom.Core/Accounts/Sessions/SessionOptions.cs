namespace Kencom.Core.Accounts;

/// <summary>How long sessions last (SI-5; section <c>SignIn:Sessions</c>).</summary>
public sealed class SessionOptions
{
    public const string Section = "SignIn:Sessions";

    /// <summary>After its last use, a session of who stays signed in.</summary>
    public TimeSpan StaySignedInFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>After its start, any other session.</summary>
    public TimeSpan EndsAfter { get; set; } = TimeSpan.FromHours(12);

    /// <summary>After its last use, any other session.</summary>
    public TimeSpan EndsIdleAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The use of a session is written down at most this often; an idle end may come earlier by as much, never later.</summary>
    public TimeSpan UseNotedEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sessions that were started before have ended: set it to sign everybody out, after an incident.</summary>
    public DateTimeOffset? AllEndedAt { get; set; }

    /// <summary>The instant at which a session ends if it is not used again.</summary>
    internal DateTimeOffset EndOf(bool staySignedIn, DateTimeOffset startedAt, DateTimeOffset lastUsedAt) =>
        staySignedIn
            ? lastUsedAt + StaySignedInFor
            : Earlier(startedAt + EndsAfter, lastUsedAt + EndsIdleAfter);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
