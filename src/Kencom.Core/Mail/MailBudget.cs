using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>
/// Paces all instances together (MAIL-2): one row, changed under its ETag. Every answer is confirmed by a write, so no two instances are given the
/// same place.
/// </summary>
/// <remarks>One call as long as this instance alone uses the budget; two for each time that another one was faster.</remarks>
public sealed class MailBudget(TableServiceClient tables, TimeProvider clock, IOptions<MailOptions> options) : IDisposable
{
    private readonly TableClient table = tables.GetTableClient(TableNames.MailBudgets);

    /// <summary>The mails of one instance take their turns here, instead of spoiling each other's ETags.</summary>
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>As last written here: a hint that saves reading it again. The ETag decides whether it still holds.</summary>
    private MailBudgetEntity? remembered;

    /// <summary>Takes one mail from the budget, or a place in the lane's line.</summary>
    /// <param name="hasPlace">Whether the mail comes back at the time of the place that it was given before.</param>
    /// <returns>Null when it may be sent now, else when to ask again.</returns>
    public async Task<DateTimeOffset?> TakeAsync(MailLane lane, bool hasPlace, CancellationToken cancellationToken)
    {
        DateTimeOffset? due = null;
        await ChangeAsync(
            pace =>
            {
                (var next, due) = pace.Take(lane, hasPlace, clock.GetUtcNow(), options.Value.PerMinute, options.Value.PerHour);
                return next;
            },
            cancellationToken);
        return due;
    }

    /// <summary>The provider asked for a pause (429): nothing is sent until then, by nobody. The mail that met it gets a place behind the pause.</summary>
    /// <returns>When to try the mail again.</returns>
    public async Task<DateTimeOffset> PauseAsync(MailLane lane, TimeSpan pause, CancellationToken cancellationToken)
    {
        DateTimeOffset due = default;
        await ChangeAsync(
            pace =>
            {
                (var next, due) = pace.Paused(clock.GetUtcNow() + pause).PlaceIn(lane, clock.GetUtcNow(), options.Value.PerMinute, options.Value.PerHour);
                return next;
            },
            cancellationToken);
        return due;
    }

    public void Dispose() => gate.Dispose();

    private async Task ChangeAsync(Func<MailPace, MailPace> change, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var row = remembered ?? await table.FindAsync<MailBudgetEntity>(MailKeys.Budget, cancellationToken);
            remembered = null;
            while (true)
            {
                var changed = MailBudgetEntity.From(change(row?.ToPace() ?? MailPace.Idle), row?.ETag ?? default);
                if (row is null ? await table.AddOrFindAsync(changed, cancellationToken) is null : await table.TryReplaceAsync(changed, cancellationToken))
                {
                    remembered = changed;
                    return;
                }

                row = await table.FindAsync<MailBudgetEntity>(MailKeys.Budget, cancellationToken);
            }
        }
        finally
        {
            gate.Release();
        }
    }
}
