using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>A use of an allowance that was looked at and not counted yet.</summary>
public sealed class SubjectLook
{
    internal SubjectLook(Allowance allowance, Caller caller, bool isKnownDevice, string id, Row<SubjectCounts>? row, SubjectStanding standing) =>
        (Allowance, Caller, IsKnownDevice, Id, Row, Standing) = (allowance, caller, isKnownDevice, id, row, standing);

    /// <summary>Null when it may be used now, by who proves the captcha.</summary>
    public TimeSpan? Wait => Standing.Wait;

    /// <summary>0 = none.</summary>
    public int CaptchaLevel => Standing.CaptchaLevel;

    internal Allowance Allowance { get; }

    internal Caller Caller { get; }

    internal bool IsKnownDevice { get; }

    internal string Id { get; }

    internal Row<SubjectCounts>? Row { get; }

    internal SubjectStanding Standing { get; }
}

/// <summary>The allowances of addresses, persons, cards and members, counted over all instances: one row a subject and allowance, changed under its ETag.</summary>
/// <remarks>Storage calls: a look 1, a count 2, whether anybody has counted for the subject before or not: nobody learns that from calls or time.</remarks>
public sealed partial class SubjectAllowances(
    TableServiceClient tables, KeyedHasher hasher, Due due, IOptions<AllowanceOptions> options, TimeProvider clock, IMeterFactory meters, ILogger<SubjectAllowances> logger)
{
    private const string Kind = "allowance";

    /// <summary>Nothing counts longer than this: a day, and the twelfth of it that it began in.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(26);

    /// <summary>Rows are looked at by the quarter day, so that one that is counted often has few entries among what is due.</summary>
    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromHours(6);

    private readonly Rows<SubjectCounts> rows = new(tables, TableNames.Counters, AllowanceJson.Default.SubjectCounts);
    private readonly Counter<long> reserves = meters.Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.ReservesUsed);

    /// <param name="subject">Who or what is limited, in the clear; only its keyed hash is stored.</param>
    public async Task<SubjectLook> LookAsync(Allowance allowance, string subject, Caller caller, CancellationToken cancellationToken)
    {
        var id = $"{allowance.Name}-{hasher.Hash("counter", allowance.Name, subject)}";
        var row = await rows.FindAsync(RowKey.Of(id), cancellationToken);
        var standing = Stand(row?.Value, allowance, caller, isKnownDevice: false);
        if (standing.Wait is not null)
        {
            logger.LimitReached(allowance.Name);
        }

        return new SubjectLook(allowance, caller, isKnownDevice: false, id, row, standing);
    }

    /// <summary>The same look for a device that the account of the address knows: it has an allowance of its own.</summary>
    public SubjectLook OfKnownDevice(SubjectLook look) =>
        new(look.Allowance, look.Caller, isKnownDevice: true, look.Id, look.Row, Stand(look.Row?.Value, look.Allowance, look.Caller, isKnownDevice: true));

    /// <summary>Counts the use that was looked at, unless others have used the rest up meanwhile, or a harder captcha is due by now.</summary>
    /// <returns>How it stands then; with a wait, or a captcha beyond what was proven, nothing was counted.</returns>
    public async Task<(TimeSpan? Wait, int CaptchaLevel)> TakeAsync(SubjectLook look, int provenLevel)
    {
        await due.AddAsync(new DueEntry(Kind, look.Id, NextLook()));
        var standing = look.Standing;
        Result<SubjectCounts> Decide(SubjectCounts? present)
        {
            standing = Stand(present, look.Allowance, look.Caller, look.IsKnownDevice);
            return standing.Next is { } next && standing.CaptchaLevel <= provenLevel ? next : Errors.NotAnyMore;
        }

        await (look.Row is { } read ? rows.ChangeAsync(read, Decide) : rows.AddOrChangeAsync(RowKey.Of(look.Id), Decide));
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

    /// <summary>Makes the calls of a count, and counts nothing. It is tried once: whoever was faster has written the row anyway.</summary>
    public async Task TouchAsync(SubjectLook look)
    {
        await due.AddAsync(new DueEntry(Kind, look.Id, NextLook()));
        var touched = (look.Row?.Value ?? SubjectCounts.Of(look.Allowance)) with { LastAt = clock.GetUtcNow() };
        await (look.Row is { } read ? rows.TryReplaceAsync(read, touched) : rows.TryAddAsync(RowKey.Of(look.Id), touched));
    }

    /// <summary>Counts a use that nobody waits for, of what is left of all together: what is over is left out, and nobody is told.</summary>
    public async Task<bool> TryTakeAsync(Allowance allowance, string subject) => await TakeAsync(allowance, subject) is null;

    /// <summary>Counts a use that no network is asked about, such as of a person of staff.</summary>
    /// <returns>Null when it was counted, else how long to wait.</returns>
    public async Task<TimeSpan?> TakeAsync(Allowance allowance, string subject)
    {
        var look = await LookAsync(allowance, subject, Caller.Unknown, CancellationToken.None);
        return look.Wait ?? (await TakeAsync(look, provenLevel: 0)).Wait;
    }

    /// <summary>Deletes the rows in which nothing counts any more. Whoever counts later has added another look.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (id, _) =>
        {
            await rows.DeleteAsync(RowKey.Of(id), counts => counts.IsOver(clock.GetUtcNow()));
            return null;
        },
        cancellationToken);

    private DateTimeOffset NextLook()
    {
        var end = (clock.GetUtcNow() + Longest).UtcTicks;
        return new DateTimeOffset(((end / LookedAtEvery.Ticks) + 1) * LookedAtEvery.Ticks, TimeSpan.Zero);
    }

    private SubjectStanding Stand(SubjectCounts? counts, Allowance allowance, Caller caller, bool isKnownDevice) =>
        (counts ?? SubjectCounts.Of(allowance)).Stand(
            allowance,
            limit => options.Value.Widened(allowance, limit),
            caller.IsLoose ? null : NetworkOf(caller),
            NetworkAllowances.WidthOf(caller),
            isKnownDevice,
            clock.GetUtcNow());

    /// <summary>48 bits are enough to tell the few networks of one row apart.</summary>
    private string NetworkOf(Caller caller) => Convert.ToHexStringLower(hasher.Derive("subject-network", caller.Network.Block).AsSpan(0, 6));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Strangers have used up the allowance {Allowance} of a person or card; others are answered from its reserve.", EventName = "allowance-reserve-used")]
        public static partial void ReserveUsed(ILogger logger, string allowance);
    }
}
