using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <summary>How a registration gets another link: resent, or because the roster has come that it waited for.</summary>
internal static class NewLink
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
}
