using Kencom.Functions.Staff;

namespace Kencom.Functions.Guards;

/// <summary>Who may call an HTTP function. Exactly one stands at each: <see cref="GuardMiddleware"/> reads it, and refuses everybody where it finds none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class GuardAttribute : Attribute
{
    /// <summary>Whether a request costs the hash or the estimate of a password: of those a network may have only so many a second (ABU-4).</summary>
    public bool CostsHash { get; set; }
}

/// <summary>Anybody. What a caller has to prove, if anything, stands in the body (a password, a link's token), and the operation judges it.</summary>
public sealed class AnonymousAttribute : GuardAttribute;

/// <summary>
/// Who started a registration (the app shows its secret, a browser its cookie, REG-13) or continues it. Whether what is shown is true, the operation finds out when
/// it reads the registration.
/// </summary>
public sealed class RequiresStarterAttribute : GuardAttribute;

/// <summary>Who continues a registration, by its token. The operation compares the token when it reads the registration, whose state it needs anyway.</summary>
public sealed class RequiresRegistrationAttribute : GuardAttribute;

/// <summary>
/// Who holds the link of a mail about an inquiry (INQ-2), by its token. Whether that opens one, the operation finds out when it reads the inquiry.
/// </summary>
public sealed class RequiresInquiryLinkAttribute : GuardAttribute;

/// <summary>A signed-in member (SI-5); the function finds the session at <see cref="FoundCallers.Session"/>.</summary>
public sealed class RequiresMemberAttribute : GuardAttribute;

/// <summary>Staff with one of the roles (STF-1); the function finds who it is at <see cref="FoundCallers.Staff"/>.</summary>
public sealed class RequiresStaffAttribute(params StaffRole[] roles) : GuardAttribute
{
    public IReadOnlyList<StaffRole> Roles { get; } = roles;

    /// <summary>
    /// Whether the function reads or changes a person's data: the request must then say why (<see cref="AuditReason"/>), and the operation writes it into the audit log
    /// before it does anything (STF-2). The function finds both at <see cref="FoundCallers.StaffAct"/>.
    /// </summary>
    public bool NeedsReason { get; init; }
}
