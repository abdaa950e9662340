using Kencom.Core.Cards;
using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

public sealed record ConfirmProfileCommand(string? RegistrationToken, string? KanaName, string? BirthDate);

public sealed record ProfileConfirmed(string KanaName, DateOnly BirthDate);

/// <summary>Takes the name and birth date of a group's member, who is not checked against a roster (REG-7).</summary>
/// <remarks>Storage calls: 3.</remarks>
public sealed class ConfirmProfile(
    RegistrationAccess access, RegistrationStore registrations, RegistrationDue due, AdvanceRegistration advance, TimeProvider clock)
{
    public async Task<Result<ProfileConfirmed>> HandleAsync(ConfirmProfileCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var person = PersonFields.Read(command.KanaName, command.BirthDate, JapanTime.Today(clock), errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        var opened = await access.OpenForCheckAsync(command.RegistrationToken, RegistrationRoute.Group, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await due.ArmSoonAsync(opened.Value.Value.Id);
        var confirmed = await registrations.ChangeAsync(opened.Value, present => access.RefuseCheck(present, RegistrationRoute.Group) is { } refused
            ? refused
            : present.WithoutIntent() with { State = RegistrationState.Confirmed, Person = new ConfirmedPerson(person.KanaName.Value, person.BirthDate) });
        if (!confirmed.IsSuccess)
        {
            return confirmed.Error;
        }

        await advance.ReleaseAsync(confirmed.Value.Value, confirmed.Value.Value.Abandoned);
        return new ProfileConfirmed(person.KanaName.Value, person.BirthDate);
    }
}
