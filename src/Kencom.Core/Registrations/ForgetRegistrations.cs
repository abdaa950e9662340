using Kencom.Core.Mail;
using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

/// <summary>
/// Deletes the registration that made a member who leaves (SI-8). It also keeps the member from coming back: a completed registration can be repeated, and
/// would make the member again.
/// </summary>
public sealed class ForgetRegistrations(RegistrationStore registrations, MailOutbox mails) : IMemberData
{
    public async Task ForgetAsync(Member member, CancellationToken cancellationToken)
    {
        await foreach (var registration in registrations.ListOfMemberAsync(member.Id, cancellationToken))
        {
            await mails.ForgetAsync(registration.Id, cancellationToken);
            for (var current = registration; current is not null && !await registrations.TryDeleteAsync(current, cancellationToken);)
            {
                current = await registrations.FindAsync(registration.Id, cancellationToken);
            }
        }
    }
}
