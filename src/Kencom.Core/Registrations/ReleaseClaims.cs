using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

/// <summary>Rolls back what a completion took for a registration that has ended without becoming a member (FIN-3).</summary>
public sealed class ReleaseClaims(RegistrationKeys keys, ClaimStore claims, LoginStore logins)
{
    public async Task HandleAsync(Registration registration, CancellationToken cancellationToken)
    {
        var memberId = keys.MemberId(registration.Id);
        if (registration.Person?.PersonKey is { } personKey)
        {
            await claims.ReleaseAsync(personKey, memberId, cancellationToken);
        }

        await logins.RemoveAsync(registration.Email, memberId, cancellationToken);
    }
}
