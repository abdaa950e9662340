using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>
/// Sends one mail: take it from the budget, compose, render, deliver with the operation id that is the mail's id, record (MAIL-1, MAIL-2).
/// </summary>
/// <remarks>
/// <para>Three storage calls for a mail that goes out at once: read the row, write the budget, write the row (and what its composer looks up). Four
/// for each time that it has to wait: read the row, write the budget, write the row, send the message.</para>
/// <para>It can be killed anywhere and run again: until the row says that the mail was sent, the next run delivers it with the same operation id, and
/// the provider, which knows that id, does so once. Waiting is written to the row before the message is sent: when the process dies in between, the old
/// message comes back and finds when it is due.</para>
/// <para>Neither waiting for the budget nor a provider in trouble throws: five throws (host.json) would put the mail into the poison queue
/// within minutes. Failed tries are counted in the row; only a mail that has been failing for <see cref="MailOptions.GiveUpAfter"/> throws, until the
/// host has moved its message. <see cref="ResendFailedMails"/> brings it back.</para>
/// </remarks>
public sealed partial class SendMail(
    MailStore store,
    MailBudget budget,
    IEnumerable<IMailComposer> composers,
    MailRenderer renderer,
    DeliverMail deliver,
    QueueSender queue,
    MailTelemetry telemetry,
    TimeProvider clock,
    IOptions<MailOptions> options,
    ILogger<SendMail> logger)
{
    /// <summary>How long nobody sends after the provider failed: one mail finds out whether it is back, not all of them.</summary>
    public static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(15);

    /// <summary>How long nobody sends after a 429 that does not say for how long: the provider counts by the minute.</summary>
    public static readonly TimeSpan DefaultPause = TimeSpan.FromMinutes(1);

    /// <exception cref="MailGivenUpException">It has been failing for too long: the message belongs into the poison queue.</exception>
    public async Task HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { IsOver: false } mail)
        {
            return;
        }

        if (mail.State == MailState.Failed)
        {
            throw new MailGivenUpException(id);
        }

        using var activity = MailTelemetry.StartSending(mail);
        if (mail.DueAt > clock.GetUtcNow())
        {
            await QueueForAsync(mail, mail.DueAt, cancellationToken);
        }
        else if (await budget.TakeAsync(mail.Lane, mail.HasPlace, cancellationToken) is { } place)
        {
            await PutBackAsync(mail, row => row.InLine(place), place, cancellationToken);
        }
        else
        {
            await RecordAsync(mail, await TryAsync(mail, cancellationToken), cancellationToken);
        }
    }

    /// <returns>Null when the mail is no longer wanted.</returns>
    private async Task<MailDelivery?> TryAsync(StoredMail mail, CancellationToken cancellationToken)
    {
        RenderedMail rendered;
        try
        {
            var content = await composers.Single(composer => composer.Kind == mail.Kind).ComposeAsync(mail.ToOrder(), cancellationToken);
            if (content is null)
            {
                return null;
            }

            rendered = renderer.Render(mail.Id, content);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Our own fault, of this mail alone: the provider is well, and the others go on. Its message could hold personal data.
            return MailDelivery.Unfinished(fault.GetType().Name);
        }

        try
        {
            return await deliver(rendered, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return MailDelivery.Unavailable(fault.GetType().Name);
        }
    }

    private async Task RecordAsync(StoredMail mail, MailDelivery? delivery, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        switch (delivery?.Outcome)
        {
            case null:
                await EndAsync(mail, row => row.Cancelled(now), cancellationToken);
                return;
            case MailOutcome.Accepted:
                await EndAsync(mail, row => row.Sent(now), cancellationToken);
                return;
            case MailOutcome.Refused:
                await EndAsync(mail, row => row.Refused(delivery.Reason, now), cancellationToken);
                return;
            case MailOutcome.Throttled:
                var place = await budget.PauseAsync(mail.Lane, delivery.RetryAfter ?? DefaultPause, cancellationToken);
                await PutBackAsync(mail, row => row.InLine(place), place, cancellationToken);
                return;
            case MailOutcome.Unavailable:
                await budget.PauseAsync(mail.Lane, OutagePause, cancellationToken);
                break;
        }

        await RecordFailureAsync(mail, delivery!.Reason, now, cancellationToken);
    }

    private async Task RecordFailureAsync(StoredMail mail, string? reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Log.TryFailed(logger, mail.Id, mail.Kind, mail.Attempts + 1, reason);
        if (now - (mail.FirstFailedAt ?? now) >= options.Value.GiveUpAfter)
        {
            await EndAsync(mail, row => row.GivenUp(reason, now), cancellationToken);
            throw new MailGivenUpException(mail.Id);
        }

        var failed = mail.FailedOnce(reason, now);
        await PutBackAsync(mail, row => row.FailedOnce(reason, now), failed.DueAt, cancellationToken);
    }

    private async Task EndAsync(StoredMail mail, Func<StoredMail, StoredMail> end, CancellationToken cancellationToken)
    {
        await store.ChangeAsync(mail, row => row.IsOver ? null : end(row), cancellationToken);
        var ended = end(mail);
        if (ended.State == MailState.Failed)
        {
            telemetry.Failed(ended.Kind);
        }

        Log.Ended(logger, ended.Id, ended.Kind, ended.State, ended.Failure);
    }

    private async Task PutBackAsync(StoredMail mail, Func<StoredMail, StoredMail> change, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await store.ChangeAsync(mail, row => row.IsOver ? null : change(row), cancellationToken);
        await QueueForAsync(mail, due, cancellationToken);
    }

    private Task QueueForAsync(StoredMail mail, DateTimeOffset due, CancellationToken cancellationToken)
    {
        // Whole seconds, and rather late than early: a message that comes too early has to go round once more.
        var delay = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling((due - clock.GetUtcNow()).TotalSeconds), 0, LongestDelay.TotalSeconds));
        return queue.SendAsync(QueueNames.SendMail, new SendMailMessage(mail.Id), delay, cancellationToken);
    }

    /// <summary>A message lives for seven days and must become visible before.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(6);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Mail {Id} ({Kind}): try {Attempt} failed: {Reason}")]
        public static partial void TryFailed(ILogger logger, Guid id, MailKind kind, int attempt, string? reason);

        [LoggerMessage(2, LogLevel.Information, "Mail {Id} ({Kind}) ended: {State} {Failure}")]
        public static partial void Ended(ILogger logger, Guid id, MailKind kind, MailState state, string? failure);
    }
}

/// <summary>A mail has been failing for <see cref="MailOptions.GiveUpAfter"/>. Thrown so that its message goes to the poison queue, where alerts see it.</summary>
public sealed class MailGivenUpException(Guid id) : Exception($"Mail {id} is given up after failing for too long.");
