using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

/// <summary>Tells a person that the insurer's data has not come in all the time (EL-14). The registration is deleted after this.</summary>
public sealed class EndWaitingCheck(WaitingCheckStore waitingChecks, MailOutbox mails, KeyedHasher hasher)
{
    public async Task HandleAsync(Registration registration)
    {
        if (registration.LastMiss is { } miss)
        {
            await waitingChecks.RemoveAsync(miss.InsurerNumber, registration.Id);
        }

        await mails.QueueAsync(ComposeWaitingCheckEndedMail.OrderFor(registration, hasher));
    }
}
