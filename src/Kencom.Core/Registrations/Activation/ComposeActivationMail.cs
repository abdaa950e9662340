using System.Globalization;
using Kencom.Core.Accounts;
using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <summary>
/// The mail that carries the activation link (REG-10). Only here is it found out whether the address is a member's, who gets another mail instead (REG-9):
/// whoever started has long been answered.
/// </summary>
public sealed class ComposeActivationMail(
    RegistrationStore registrations, RegistrationKeys keys, LoginStore logins, LinkHandOver handOver, TimeProvider clock) : IMailComposer
{
    public MailKind Kind => MailKind.Activation;

    public static MailOrder OrderFor(Registration registration) =>
        new(registration.MailId, MailKind.Activation, registration.Id, LinkMailValues.Of(registration));

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        (await registrations.FindAsync(order.SubjectId, cancellationToken))?.Value is { } registration && IsWanted(order, registration)
            ? await ComposeAsync(registration, cancellationToken)
            : null;

    public async Task<MailContent?> HandOverAsync(MailOrder order, MailContent content, CancellationToken cancellationToken) =>
        await handOver.BeginAsync(order, registration => IsWanted(order, registration), cancellationToken) is { } registration
            ? await ComposeAsync(registration, cancellationToken)
            : null;

    private bool IsWanted(MailOrder order, Registration registration) =>
        LinkMailValues.AreOf(order, registration) && registration.StateAt(clock.GetUtcNow()) == RegistrationState.Provisional;

    private async Task<MailContent> ComposeAsync(Registration registration, CancellationToken cancellationToken) =>
        await logins.FindAsync(registration.Email, cancellationToken) is { } login

            // To the address as the member gave it: another spelling of it may be somebody else's mailbox.
            ? new MailContent(login.Value.Email, new ActivationForMemberMail())
            : new MailContent(
                registration.Email, new ActivationMail(handOver.LinkOf(registration, keys), NeedsCard: registration.Route == RegistrationRoute.Insurer));
}

/// <summary>Which link a mail carries: one that a newer mail has replaced is not sent any more (REG-12).</summary>
public static class LinkMailValues
{
    private const string LinkVersion = "linkVersion";

    public static IReadOnlyDictionary<string, string> Of(Registration registration) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [LinkVersion] = Text(registration) };

    public static bool AreOf(MailOrder order, Registration registration) =>
        order.Values?.GetValueOrDefault(LinkVersion) == Text(registration);

    private static string Text(Registration registration) => registration.LinkVersion.ToString(CultureInfo.InvariantCulture);
}
