using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

/// <summary>
/// Deletes the registration that made a member who leaves (SI-8). It also keeps the member from coming back: a completed registration can be repeated, and
/// would make the member again.
/// </summary>
public sealed class ForgetRegistrations(DeleteRegistration delete) : IMemberData
{
    public Task ForgetAsync(Member member) => member.RegistrationId is { } id ? delete.HandleAsync(id) : Task.CompletedTask;
}
