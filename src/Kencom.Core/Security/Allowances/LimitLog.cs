using Microsoft.Extensions.Logging;

namespace Kencom.Core.Security;

/// <summary>Every limit that refuses somebody says so by this one event, whoever counts for it.</summary>
internal static partial class LimitLog
{
    /// <param name="memberId">Whom it is about, where that is known.</param>
    [LoggerMessage(LogLevel.Warning, "The limit {Limit} is reached. Member: {MemberId}.", EventName = "limit-reached")]
    public static partial void LimitReached(this ILogger logger, string limit, string? memberId = null);
}
