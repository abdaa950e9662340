namespace Kencom.Core.Accounts;

/// <summary>A change of the password whose consequences may still be to be done: what the process that made it might have died over.</summary>
/// <param name="KeptSessionId">The one session that goes on.</param>
public sealed record PasswordChange(string? KeptSessionId, DateTimeOffset At);

/// <summary>What signs a member in: the address exactly as typed (SI-1), and the password's hash.</summary>
/// <param name="PasswordVersion">Raised by every change of the password, so that a sign-in which read the row before the change can tell (SI-5).</param>
public sealed record Login(string Email, string PasswordHash, string MemberId, int PasswordVersion = Login.FirstPasswordVersion)
{
    public const int FirstPasswordVersion = 1;

    /// <summary>Set together with another password, and taken away when all that follows from it is done.</summary>
    public PasswordChange? Unfinished { get; init; }

    /// <summary>Until when the member's ended sessions are known to be looked for.</summary>
    public DateTimeOffset? SessionsLookedAt { get; init; }
}
