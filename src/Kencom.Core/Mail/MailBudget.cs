using System.Collections.Immutable;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

internal sealed record StoredNetworkPace(string LastHour, MailLine Line);

/// <summary>The pace as it is stored.</summary>
internal sealed record StoredPace(
    string LastMinute, string LastHour, DateTimeOffset? PausedUntil, ImmutableArray<MailLine> Lanes, ImmutableSortedDictionary<string, StoredNetworkPace> Networks)
{
    public static StoredPace From(MailPace pace) => new(
        pace.LastMinute.ToString(),
        pace.LastHour.ToString(),
        pace.PausedUntil,
        pace.Lanes,
        pace.Networks.ToImmutableSortedDictionary(network => network.Key, network => new StoredNetworkPace(network.Value.LastHour.ToString(), network.Value.Line), StringComparer.Ordinal));

    public MailPace ToPace() => new(
        WindowCount.Parse(LastMinute, MailPace.Minute),
        WindowCount.Parse(LastHour, MailPace.Hour),
        PausedUntil,
        Lanes,
        Networks.ToImmutableSortedDictionary(
            network => network.Key, network => new NetworkPace(WindowCount.Parse(network.Value.LastHour, MailPace.CoarseHour), network.Value.Line), StringComparer.Ordinal));
}

/// <summary>
/// Paces all instances together (MAIL-2): one row, changed under its ETag. Every answer is confirmed by a write, so no two instances are given the
/// same place.
/// </summary>
public sealed class MailBudget(TableServiceClient tables, TimeProvider clock, IOptions<MailOptions> options)
{
    private readonly Rows<StoredPace> rows = new(tables, TableNames.MailBudgets, MailJson.Default.StoredPace, remembers: true);

    /// <summary>Takes one mail from the budget and from its network's share, or a place in a line.</summary>
    /// <param name="turns">Those that the mail was given before.</param>
    /// <returns>Null when it may be sent now.</returns>
    public async Task<MailPlace?> TakeAsync(MailLane lane, MailTurns turns, MailCause? cause)
    {
        MailPlace? place = null;
        await ChangeAsync(pace =>
        {
            (var next, place) = pace.Take(lane, turns, cause, clock.GetUtcNow(), options.Value.PerMinute, options.Value.PerHour);
            return next;
        });
        return place;
    }

    /// <summary>The provider asked for a pause (429): nothing is sent until then, by nobody. The mail that met it gets a place behind the pause.</summary>
    /// <returns>When to try the mail again.</returns>
    public async Task<MailPlace> PauseAsync(MailLane lane, MailTurns turns, TimeSpan pause)
    {
        MailPlace? place = null;
        await ChangeAsync(pace =>
        {
            (var next, place) = pace.Paused(clock.GetUtcNow() + pause).PlaceIn(lane, turns, clock.GetUtcNow(), options.Value.PerMinute, options.Value.PerHour);
            return next;
        });
        return place!;
    }

    private async Task ChangeAsync(Func<MailPace, MailPace> change) =>
        await rows.ChangeAsync(MailKeys.Budget, present => StoredPace.From(change(present?.ToPace() ?? MailPace.Idle)));
}
