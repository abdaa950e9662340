using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kencom.Core.Captcha;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>Who guesses, as far as the account can tell them apart (SI-10).</summary>
internal enum GuesserKind
{
    /// <summary>All unknown devices together.</summary>
    Stranger,

    /// <summary>A device or network that has signed in to the account before.</summary>
    Known,

    /// <summary>A signed-in member on an unknown device.</summary>
    SignedIn,
}

/// <param name="Id">Names the counter: of a known device its own.</param>
/// <param name="Network">A keyed hash of the /24 or /48.</param>
internal sealed record Guesser(GuesserKind Kind, string Id, string Network);

/// <summary>A network from which a stranger has failed.</summary>
internal sealed record FailedNetwork(string Id, DateTimeOffset At);

/// <summary>How the guesses stand for who wants to try.</summary>
/// <param name="Refused">Why there is no try; null when there is, for who proves the captcha.</param>
/// <param name="Failures">Those that count for the asking device, for the captcha's level (SI-3).</param>
/// <param name="CaptchaAtLeast">The level that the try itself asks for; 0 = none.</param>
/// <param name="Next">The guesses with this try, counted as a failure until it is known to be none.</param>
internal sealed record GuessStanding(Error? Refused, AccountFailures Failures, int CaptchaAtLeast, Guesses? Next);

/// <summary>Failures in a row for an address, a member's or not (SI-10). Rules without storage or clock.</summary>
internal sealed record Guesses
{
    /// <summary>Older failures do not count.</summary>
    public static readonly TimeSpan CountFor = TimeSpan.FromDays(30);

    /// <summary>Networks that are kept for a day after they failed; the oldest make way.</summary>
    private const int MostFailedNetworks = 40;

    /// <summary>While strangers wait, so many networks a day that have not failed that day may still try, behind the hardest captcha (ABU-1).</summary>
    private const int ReserveADay = 10;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The failures of each guesser, by <see cref="Guesser.Id"/>.</summary>
    public ImmutableSortedDictionary<string, AccountFailures> Failures { get; init; } = ImmutableSortedDictionary.Create<string, AccountFailures>(StringComparer.Ordinal);

    public ImmutableArray<FailedNetwork> FailedNetworks { get; init; } = [];

    public SlidingCount Reserve { get; init; } = SlidingCount.None;

    /// <summary>When the owner was last told of failures.</summary>
    public DateTimeOffset? OwnerToldAt { get; init; }

    public DateTimeOffset LastAt { get; init; }

    /// <summary>Whether there is nothing to remember.</summary>
    [JsonIgnore]
    public bool IsEmpty => Failures.IsEmpty && FailedNetworks.IsEmpty && Reserve.Steps.IsEmpty && OwnerToldAt is null;

    /// <summary>Whether nothing counts any more.</summary>
    public bool IsOver(DateTimeOffset now) => LastAt + CountFor <= now;

    public AccountFailures Of(Guesser guesser, DateTimeOffset now) =>
        Failures.GetValueOrDefault(guesser.Id) is { } failures && now < failures.LastAt + CountFor ? failures : AccountFailures.None;

    public GuessStanding Stand(Guesser guesser, GuessingOptions options, DateTimeOffset now)
    {
        var failures = Of(guesser, now);
        if (guesser.Kind == GuesserKind.Stranger && failures.InARow >= options.ResetNeededFrom)
        {
            return new GuessStanding(Errors.SignInNeedsReset, failures, CaptchaAtLeast: 0, Next: null);
        }

        var wait = failures.LastAt + options.WaitAfter(failures.InARow) - now;
        if (failures.InARow == 0 || wait <= TimeSpan.Zero)
        {
            return new GuessStanding(Refused: null, failures, CaptchaAtLeast: 0, Tried(guesser, failures, options, now));
        }

        var mayDrawOnReserve = guesser.Kind == GuesserKind.Stranger
            && !FailedNetworks.Any(failed => failed.Id == guesser.Network && now < failed.At + Day)
            && Reserve.Wait(now, Limit.ADay(ReserveADay)) is null;
        return mayDrawOnReserve
            ? new GuessStanding(Refused: null, failures, Allowance.HardestCaptcha, Tried(guesser, failures, options, now) with { Reserve = Reserve.Add(now, Day) })
            : new GuessStanding(Errors.TooManyRequests(wait), failures, CaptchaAtLeast: 0, Next: null);
    }

    /// <summary>
    /// The guesses after a success. Of a known device they begin anew. A stranger's is taken out again, and nothing else: who looks on from outside sees no difference.
    /// </summary>
    public Guesses Succeeded(PasswordTry succeeded)
    {
        var (guesser, before, counted) = (succeeded.Guesser, succeeded.Before, succeeded.Counted);
        var present = Failures.GetValueOrDefault(guesser.Id, AccountFailures.None);
        var left = guesser.Kind != GuesserKind.Stranger ? AccountFailures.None
            : present == counted ? before
            : present with { InARow = Math.Max(0, present.InARow - 1) };
        return this with
        {
            Failures = left.InARow == 0 ? Failures.Remove(guesser.Id) : Failures.SetItem(guesser.Id, left),
            FailedNetworks = FailedNetworks.RemoveAll(failed => failed.Id == guesser.Network),
        };
    }

    private Guesses Tried(Guesser guesser, AccountFailures failures, GuessingOptions options, DateTimeOffset now)
    {
        var inARow = failures.InARow + 1;
        var tell = inARow >= options.OwnerToldFrom && !(now - OwnerToldAt < Day);
        return this with
        {
            Failures = Failures.RemoveRange(Failures.Where(old => old.Value.LastAt + CountFor <= now).Select(old => old.Key)).SetItem(guesser.Id, new AccountFailures(inARow, now)),
            FailedNetworks = guesser.Kind == GuesserKind.Stranger
                ? [.. FailedNetworks.Where(failed => failed.Id != guesser.Network && now < failed.At + Day).TakeLast(MostFailedNetworks - 1), new FailedNetwork(guesser.Network, now)]
                : FailedNetworks,
            OwnerToldAt = tell ? now : OwnerToldAt,
            LastAt = now,
        };
    }
}
