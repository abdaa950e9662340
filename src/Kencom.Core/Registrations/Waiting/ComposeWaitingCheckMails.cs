using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

/// <summary>The mail that confirms the waiting, with the link that shows and ends it (EL-14).</summary>
public sealed class ComposeWaitingCheckStartedMail(RegistrationStore registrations, RegistrationKeys keys) : IMailComposer
{
    public MailKind Kind => MailKind.WaitingCheckStarted;

    /// <summary>Orders one mail for each waiting, however often it is asked for.</summary>
    public static MailOrder OrderFor(Registration registration, RegistrationKeys keys) =>
        new(keys.WaitingMailId(registration), MailKind.WaitingCheckStarted, registration.Id);

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        (await registrations.FindAsync(order.SubjectId, cancellationToken))?.Value is { State: RegistrationState.Activated, WaitingUntil: { } until } registration
        && keys.WaitingMailId(registration) == order.Id
            ? new MailContent(registration.Email, new WaitingCheckStartedMail(keys.WaitingToken(registration), until))
            : null;
}

/// <summary>The mail with the link to go on, once the insurer's data has come (EL-14).</summary>
public sealed class ComposeWaitingCheckFoundMail(RegistrationStore registrations, RegistrationKeys keys, LinkHandOver handOver, TimeProvider clock) : IMailComposer
{
    public MailKind Kind => MailKind.WaitingCheckFound;

    public static MailOrder OrderFor(Registration registration) =>
        new(registration.MailId, MailKind.WaitingCheckFound, registration.Id, LinkMailValues.Of(registration));

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        (await registrations.FindAsync(order.SubjectId, cancellationToken))?.Value is { } registration && IsWanted(order, registration) ? Compose(registration) : null;

    public async Task<MailContent?> HandOverAsync(MailOrder order, MailContent content, CancellationToken cancellationToken) =>
        await handOver.BeginAsync(order, registration => IsWanted(order, registration), cancellationToken) is { } registration ? Compose(registration) : null;

    private MailContent Compose(Registration registration) => new(registration.Email, new WaitingCheckFoundMail(handOver.LinkOf(registration, keys)));

    private bool IsWanted(MailOrder order, Registration registration) =>
        registration.State is RegistrationState.Activated or RegistrationState.Confirmed
        && LinkMailValues.AreOf(order, registration)
        && !(registration.LinkExpiresAt <= clock.GetUtcNow());
}

/// <summary>The mail that a waiting check has ended. The registration is gone when it is sent, so the order carries the address.</summary>
public sealed class ComposeWaitingCheckEndedMail(IOptions<EligibilityOptions> options) : IMailComposer
{
    private const string Recipient = "recipient";

    public MailKind Kind => MailKind.WaitingCheckEnded;

    public static MailOrder OrderFor(Registration registration, KeyedHasher hasher) => new(
        MailIds.Derive(hasher, MailKind.WaitingCheckEnded, registration.Id),
        MailKind.WaitingCheckEnded,
        MailOrder.Nobody,
        new Dictionary<string, string>(StringComparer.Ordinal) { [Recipient] = registration.Email });

    public Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(
            order.Values?.GetValueOrDefault(Recipient) is { Length: > 0 } recipient
                ? new MailContent(recipient, new WaitingCheckEndedMail(options.Value.WaitFor))
                : null);
}
