using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>Deletes a registration with all that is kept about it: its mails, its start, and what completions of it took that were given up.</summary>
public sealed class DeleteRegistration(RegistrationStore registrations, AdvanceRegistration advance, MailOutbox mails)
{
    public async Task HandleAsync(string registrationId)
    {
        if (await registrations.FindAsync(registrationId, CancellationToken.None) is { } row)
        {
            await HandleAsync(row, static _ => true);
        }
    }

    /// <summary>The registration goes last: until then this can be repeated.</summary>
    public async Task HandleAsync(Row<Registration> row, Predicate<Registration> when)
    {
        await advance.ReleaseAsync(row.Value, row.Value.Abandoned);
        await registrations.ForgetStartAsync(row.Value.StartsKey, row.Value.Id);
        await mails.ForgetAsync(row.Value.Id);
        await registrations.DeleteAsync(row, when);
    }
}
