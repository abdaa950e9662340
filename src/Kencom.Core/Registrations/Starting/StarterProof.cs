using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <summary>Whether a caller is the browser or app that started a registration (REG-12, REG-13, REG-15).</summary>
public static class StarterProof
{
    public static bool Holds(RegistrationKeys keys, Registration registration, string? starterSecret) =>
        starterSecret is not null && keys.IsStarterOf(registration, starterSecret);
}

internal static class RegistrationChanges
{
    /// <summary>A new link; every earlier one ends.</summary>
    public static Registration WithNewLink(this Registration registration, RegistrationKeys keys, MailKind mail, DateTimeOffset now, TimeSpan validFor) => registration with
    {
        LinkVersion = registration.LinkVersion + 1,
        LinkIssuedAt = now,
        LinkValidFor = validFor,
        LinkSentAt = null,
        MailId = keys.LinkMailId(mail, registration.HashVersion, registration.Id, registration.LinkVersion + 1),
    };

    /// <summary>The step's name on the wire: camelCase, <c>sign-in</c> with its hyphen.</summary>
    public static string ToWire(this RegistrationStep step) => step == RegistrationStep.SignIn ? "sign-in" : step.ToString().ToLowerInvariant();
}
