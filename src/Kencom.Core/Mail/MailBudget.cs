using System.Collections.Immutable;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>The pace as it is stored.</summary>
internal sealed record StoredPace(string LastMinute, string LastHour, DateTimeOffset? PausedUntil, ImmutableArray<DateTimeOffset?> LineEnds)
{
    public static StoredPace From(MailPace pace) => new(pace.LastMinute.ToString(), pace.LastHour.ToString(), pace.PausedUntil, pace.LineEnds);

    public MailPace ToPace() => new(WindowCount.Parse(LastMinute, MailPace.Minute), WindowCount.Parse(LastHour, MailPace.Hour), PausedUntil, LineEnds);
}

/// <summary>
/// Paces all instances together (MAIL-2): one row, changed under its ETag. Every answer is confirmed by a write, so no two instances are given the
/// same place.
/// </summary>
public sealed class MailBudget(TableServiceClient tables, TimeProvider clock, IOptions<MailOptions> options)
{
    private readonly Rows<StoredPace> rows = new(tables, TableNames.MailBudgets, MailJson.Default.StoredPace, remembers: true);

    /// <summary>Takes one mail from the budget, or a place in the lane's line.</summary>
    /// <param name="hasPlace">Whether the mail comes back at the time of the place that it was given before.</param>
    /// <returns>Null when it may be sent now, else when to ask again.</returns>
    public async Task<DateTimeOffset?> TakeAsync(MailLane lane, bool hasPlace)
    {
        DateTimeOffset? due = null;
        await ChangeAsync(pace =>
        {
            (var next, due) = pace.Take(lane, hasPlace, clock.GetUtcNow(), options.Value.PerMinute, options.Value.PerHour);
            return next;
        });
        return due;
    }

    /// <summary>The provider asked for a pause (429): nothing is sent until then, by nobody. The mail that met it gets a place behind the pause.</summary>
    /// <returns>When to try the mail again.</returns>
    public async Task<DateTimeOffset> PauseAsync(MailLane lane, TimeSpan pause)
    {
        DateTimeOffset due = default;
        await ChangeAsync(pace =>
        {
            (var next, due) = pace.Paused(clock.GetUtcNow() + pause).PlaceIn(lane, clock.GetUtcNow(), options.Value.PerMinute, options.Value.PerHour);
            return next;
        });
        return due;
    }

    private async Task ChangeAsync(Func<MailPace, MailPace> change) =>
        await rows.ChangeAsync(MailKeys.Budget, present => StoredPace.From(change(present?.ToPace() ?? MailPace.Idle)));
}
