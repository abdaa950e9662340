using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>A use of an allowance that was looked at and not counted yet.</summary>
public sealed class SubjectLook
{
    internal SubjectLook(Allowance allowance, Caller caller, bool isKnownDevice, Counter<SubjectCounts> counter, SubjectStanding standing) =>
        (Allowance, Caller, IsKnownDevice, Counter, Standing) = (allowance, caller, isKnownDevice, counter, standing);

    /// <summary>Null when it may be used now, by who proves the captcha.</summary>
    public TimeSpan? Wait => Standing.Wait;

    /// <summary>0 = none.</summary>
    public int CaptchaLevel => Standing.CaptchaLevel;

    internal Allowance Allowance { get; }

    internal Caller Caller { get; }

    internal bool IsKnownDevice { get; }

    internal Counter<SubjectCounts> Counter { get; }

    internal SubjectStanding Standing { get; }
}

/// <summary>The allowances of addresses, persons, cards and members, counted over all instances: one row a subject and allowance, changed under its ETag.</summary>
/// <remarks>Storage calls: a look 2, whether anybody has counted for the subject before or not; a count 1.</remarks>
public sealed partial class SubjectAllowances(
    TableServiceClient tables, KeyedHasher hasher, IOptions<AllowanceOptions> options, TimeProvider clock, IMeterFactory meters, ILogger<SubjectAllowances> logger)
{
    /// <summary>The hardest captcha there is.</summary>
    public const int HardestCaptcha = 4;

    private readonly CounterRows<SubjectCounts> rows = new(tables, "subject", SecurityJson.Default.SubjectCounts, clock, remembers: false);
    private readonly Counter<long> reserves = meters.Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.ReservesUsed);

    /// <param name="subject">Who or what is limited, in the clear; only its keyed hash is stored.</param>
    /// <param name="isKnownDevice">Whether the caller's device has signed in to the account of this address before.</param>
    public async Task<SubjectLook> LookAsync(Allowance allowance, string subject, Caller caller, bool isKnownDevice, CancellationToken cancellationToken)
    {
        var counter = await rows.FindAsync($"{allowance.Name}-{hasher.Hash("counter", allowance.Name, subject)}", cancellationToken);
        var standing = Stand(counter.Value, allowance, caller, isKnownDevice);
        if (standing.Wait is not null)
        {
            logger.LimitReached(allowance.Name);
        }

        return new SubjectLook(allowance, caller, isKnownDevice, counter, standing);
    }

    /// <summary>Counts the use that was looked at, unless others have used the rest up meanwhile, or a harder captcha is due by now.</summary>
    /// <returns>How it stands then; with a wait, or a captcha beyond what was proven, nothing was counted.</returns>
    public async Task<(TimeSpan? Wait, int CaptchaLevel)> TakeAsync(SubjectLook look, int provenLevel)
    {
        var standing = look.Standing;
        await rows.ChangeAsync(look.Counter, present =>
        {
            standing = Stand(present, look.Allowance, look.Caller, look.IsKnownDevice);
            return standing.Next is { } next && standing.CaptchaLevel <= provenLevel ? next : Errors.NotAnyMore;
        });
        if (standing.Wait is not null)
        {
            logger.LimitReached(look.Allowance.Name);
        }
        else if (standing.DrawsOnReserve && look.Allowance.Alerts && standing.CaptchaLevel <= provenLevel)
        {
            reserves.Add(1, new KeyValuePair<string, object?>("allowance", look.Allowance.Name));
            Log.ReserveUsed(logger, look.Allowance.Name);
        }

        return (standing.Wait, standing.CaptchaLevel);
    }

    /// <summary>Deletes the rows of days that are over.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => rows.SweepAsync(cancellationToken);

    private SubjectStanding Stand(SubjectCounts? counts, Allowance allowance, Caller caller, bool isKnownDevice) =>
        (counts ?? SubjectCounts.Of(allowance)).Stand(
            allowance,
            limit => options.Value.Widened(allowance, limit),
            caller.IsLoose ? null : NetworkOf(caller),
            NetworkAllowances.WidthOf(caller),
            isKnownDevice,
            HardestCaptcha,
            clock.GetUtcNow());

    /// <summary>48 bits are enough to tell the few networks of one row apart.</summary>
    private string NetworkOf(Caller caller) => Convert.ToHexStringLower(hasher.Derive("subject-network", caller.Network.Block).AsSpan(0, 6));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Strangers have used up the allowance {Allowance} of a person or card; others are answered from its reserve.", EventName = "allowance-reserve-used")]
        public static partial void ReserveUsed(ILogger logger, string allowance);
    }
}
