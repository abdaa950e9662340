using System.Globalization;
using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <summary>The mail that carries the activation link (REG-10).</summary>
public sealed class ActivationMail
{
    private const string LinkVersion = "linkVersion";

    public static MailOrder OrderFor(Registration registration) => new(
        registration.MailId,
        MailKind.Activation,
        registration.Id,
        new Dictionary<string, string>(StringComparer.Ordinal) { [LinkVersion] = registration.LinkVersion.ToString(CultureInfo.InvariantCulture) });
}
