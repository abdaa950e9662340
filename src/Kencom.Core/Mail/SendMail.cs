using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>
/// Sends one mail: compose, take it from the budget, render, deliver with the operation id that is the mail's id, record (MAIL-1, MAIL-2). Composing comes
/// first, so that a mail that finds nobody to go to takes nothing of the budget.
/// </summary>
/// <remarks>
/// <para>Three storage calls for a mail that goes out at once: read the row, write the budget, write the row (and what its composer looks up). Four
/// for each time that it has to wait: read the row, write the budget, write the row, send the message.</para>
/// <para>It can be killed anywhere and run again: until the row says that the mail was sent, the next run delivers it with the same operation id, and
/// the provider, which knows that id, does so once. Waiting is written to the row before the message is sent: when the process dies in between, the old
/// message comes back and finds when it is due.</para>
/// <para>Neither waiting for the budget nor a provider in trouble throws: five throws (host.json) would put the mail into the poison queue
/// within minutes. Failed tries are counted in the row; only a mail that has been failing for <see cref="MailOptions.GiveUpAfter"/> throws, each time that its
/// message comes, until the host has moved that. <see cref="ResendFailedMails"/> brings it back; so does the message, whenever it is replayed.</para>
/// </remarks>
public sealed partial class SendMail(
    MailStore store,
    MailBudget budget,
    IEnumerable<IMailComposer> composers,
    MailRenderer renderer,
    MailProvider deliver,
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

    /// <summary>How long a message looks for its row, which is written right after it (<see cref="MailOutbox"/>).</summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500)];

    /// <exception cref="MailGivenUpException">It has been failing for too long: the message belongs into the poison queue.</exception>
    public async Task HandleAsync(SendMailMessage message, CancellationToken cancellationToken)
    {
        if (await LookForAsync(message, cancellationToken) is not { Value.IsOver: false } mail)
        {
            return;
        }

        using var activity = MailTelemetry.StartSending(mail.Value);
        telemetry.Waited(clock.GetUtcNow() - mail.Value.QueuedAt);
        if (mail.Value.DueAt > clock.GetUtcNow())
        {
            await QueueForAsync(mail.Value, mail.Value.DueAt);
            return;
        }

        var composer = composers.Single(composer => composer.Kind == mail.Value.Kind);
        var content = await OursAsync(() => composer.ComposeAsync(mail.Value.ToOrder(), cancellationToken), cancellationToken);
        if (content is { IsSuccess: true, Value: not null } && await budget.TakeAsync(mail.Value.Lane, mail.Value.Turns, mail.Value.Cause) is { } place)
        {
            await PutBackAsync(mail, row => row.InLine(place), place.At);
            return;
        }

        await RecordAsync(mail, await TryAsync(composer, mail.Value, content, cancellationToken));
    }

    private async Task<Row<StoredMail>?> LookForAsync(SendMailMessage message, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(message.SubjectId, message.Id, cancellationToken);
        for (var look = 0; found is null && look < Looks.Length; look++)
        {
            await Task.Delay(Looks[look], cancellationToken);
            found = await store.FindAsync(message.SubjectId, message.Id, cancellationToken);
        }

        return found;
    }

    /// <returns>Null when the mail is no longer wanted.</returns>
    private async Task<MailDelivery?> TryAsync(IMailComposer composer, StoredMail mail, Composed<MailContent?> content, CancellationToken cancellationToken)
    {
        var rendered = content.IsSuccess
            ? await OursAsync(
                async () => content.Value is not null && await composer.HandOverAsync(mail.ToOrder(), content.Value, cancellationToken) is { } final
                    ? renderer.Render(mail.Id, final)
                    : null,
                cancellationToken)
            : new Composed<RenderedMail?>(null, content.Fault);
        if (!rendered.IsSuccess)
        {
            return MailDelivery.Unfinished(rendered.Fault!);
        }

        try
        {
            return rendered.Value is null ? null : await deliver(rendered.Value, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return MailDelivery.Unavailable(fault.GetType().Name);
        }
    }

    /// <summary>A fault in it is our own, of this mail alone: the provider is well, and the others go on. Its message could hold personal data.</summary>
    private static async Task<Composed<T>> OursAsync<T>(Func<Task<T>> compose, CancellationToken cancellationToken)
    {
        try
        {
            return new Composed<T>(await compose(), Fault: null);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new Composed<T>(default!, fault.GetType().Name);
        }
    }

    private async Task RecordAsync(Row<StoredMail> mail, MailDelivery? delivery)
    {
        var now = clock.GetUtcNow();
        switch (delivery?.Outcome)
        {
            case null:
                await EndAsync(mail, row => row.Cancelled(now));
                return;
            case MailOutcome.Accepted:
                await EndAsync(mail, row => row.Sent(now));
                return;
            case MailOutcome.Refused:
                await EndAsync(mail, row => row.Refused(delivery.Reason, now));
                return;
            case MailOutcome.Throttled:
                var place = await budget.PauseAsync(mail.Value.Lane, mail.Value.Turns, delivery.RetryAfter ?? DefaultPause);
                await PutBackAsync(mail, row => row.Throttled(place, now), place.At);
                return;
            case MailOutcome.Unavailable:
                await budget.PauseAsync(mail.Value.Lane, mail.Value.Turns, OutagePause);
                break;
        }

        await RecordFailureAsync(mail, delivery!.Reason, now);
    }

    private async Task RecordFailureAsync(Row<StoredMail> row, string? reason, DateTimeOffset now)
    {
        var mail = row.Value;
        Log.TryFailed(logger, mail.Id, mail.Kind, mail.Attempts + 1, reason);
        if (now - (mail.FirstFailedAt ?? now) >= options.Value.GiveUpAfter)
        {
            await store.ListFailedAsync(mail, reason);
            await EndAsync(row, present => present.GivenUp(reason, now));
            throw new MailGivenUpException(mail.Id);
        }

        await PutBackAsync(row, present => present.FailedOnce(reason, now), mail.FailedOnce(reason, now).DueAt);
    }

    private async Task EndAsync(Row<StoredMail> mail, Func<StoredMail, StoredMail> end)
    {
        await store.ChangeAsync(mail, end);
        var ended = end(mail.Value);
        if (ended.State == MailState.Failed && mail.Value.State != MailState.Failed)
        {
            telemetry.Failed(ended.Kind);
        }

        Log.Ended(logger, ended.Id, ended.Kind, ended.State, ended.Failure);
    }

    private async Task PutBackAsync(Row<StoredMail> mail, Func<StoredMail, StoredMail> change, DateTimeOffset due)
    {
        await store.ChangeAsync(mail, change);
        await QueueForAsync(mail.Value, due);
    }

    private Task QueueForAsync(StoredMail mail, DateTimeOffset due)
    {
        // Whole seconds, and rather late than early: a message that comes too early has to go round once more.
        var delay = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling((due - clock.GetUtcNow()).TotalSeconds), 0, LongestDelay.TotalSeconds));
        return queue.SendAsync(QueueNames.SendMail, new SendMailMessage(mail.SubjectId, mail.Id), delay);
    }

    /// <summary>What composing gave, or the name of the fault in it.</summary>
    private readonly record struct Composed<T>(T Value, string? Fault)
    {
        public bool IsSuccess => Fault is null;
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
