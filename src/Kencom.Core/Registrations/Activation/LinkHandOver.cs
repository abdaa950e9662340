using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <summary>
/// Begins the life of a mailed link when its mail is handed to the provider (REG-11), and not when it was ordered: a mail that waited in a burst carries a link
/// with its whole life. Written before the call, since the mail may have been sent however the call ends.
/// </summary>
public sealed class LinkHandOver(RegistrationStore registrations, RegistrationDue due, TimeProvider clock)
{
    /// <returns>The registration with the link's time; null when the mail is no longer wanted.</returns>
    public async Task<Registration?> BeginAsync(MailOrder order, Predicate<Registration> isWanted, CancellationToken cancellationToken)
    {
        if (await registrations.FindAsync(order.SubjectId, cancellationToken) is not { } row || !isWanted(row.Value))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        await due.ArmAsync(row.Value.Id, now + row.Value.LinkValidFor);
        var begun = await registrations.ChangeAsync(row, present => isWanted(present)
            ? present with { LinkSentAt = MayHaveBeenSent(present, order) ? present.LinkSentAt : now }
            : Errors.NotAnyMore);
        return begun.IsSuccess ? begun.Value.Value : null;
    }

    /// <summary>The link as its mail tells it: from now on, as long as it is not handed over.</summary>
    public MailLink LinkOf(Registration registration, RegistrationKeys keys) =>
        new(keys.LinkToken(registration), registration.LinkValidFor, registration.LinkExpiresAt ?? clock.GetUtcNow() + registration.LinkValidFor);

    private static bool MayHaveBeenSent(Registration registration, MailOrder order) =>
        registration.LinkSentAt is { } sentAt && !(sentAt <= order.UnsentAt);
}
