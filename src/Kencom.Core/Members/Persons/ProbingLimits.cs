using System.Globalization;
using System.Net;
using Kencom.Core.Cards;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Members;

/// <summary>
/// How often somebody may fail to say who they are (EL-12), by network address, by name and birth date whatever the card, and by card whatever the name. Used wherever
/// card values are asked for.
/// </summary>
public sealed class ProbingLimits(SlidingLimits limits, NetworkLimits networkLimits, IOptions<ProbingOptions> options)
{
    /// <returns>Null when another failure would be endured, else how long to wait.</returns>
    public Task<TimeSpan?> PeekAsync(ClaimedPerson claimed, IPAddress clientAddress, CancellationToken cancellationToken) =>
        LongestAsync(
            networkLimits.PeekAsync(options.Value.ByNetwork, clientAddress, cancellationToken),
            limits.PeekAsync(options.Value.ByPerson, PersonOf(claimed), cancellationToken),
            limits.PeekAsync(options.Value.ByCard, CardOf(claimed.Card), cancellationToken));

    /// <summary>Counts a failure.</summary>
    /// <returns>Null when it was within all limits, else how long to wait: others failed at the same moment.</returns>
    public Task<TimeSpan?> TakeAsync(ClaimedPerson claimed, IPAddress clientAddress, CancellationToken cancellationToken) =>
        LongestAsync(
            networkLimits.TakeAsync(options.Value.ByNetwork, clientAddress, cancellationToken),
            limits.TakeAsync(options.Value.ByPerson, PersonOf(claimed), cancellationToken),
            limits.TakeAsync(options.Value.ByCard, CardOf(claimed.Card), cancellationToken));

    /// <summary>By the ladder's last step: another spelling of a name is no other name.</summary>
    private static string PersonOf(ClaimedPerson claimed) =>
        $"{claimed.KanaName.Step3} {claimed.BirthDate.ToString("O", CultureInfo.InvariantCulture)}";

    private static string CardOf(Card card) => $"{card.InsurerNumber.Value} {card.Symbol.Value} {card.Number.Value}";

    private static async Task<TimeSpan?> LongestAsync(params Task<TimeSpan?>[] waits) => (await Task.WhenAll(waits)).Max();
}
