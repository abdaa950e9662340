using System.Collections.Immutable;

namespace Kencom.Core.Accounts;

/// <summary>A change of the password whose consequences may still be to be done: what the process that made it might have died over.</summary>
/// <param name="KeptSessionId">The one session that goes on.</param>
/// <param name="StartsAnew">Whether all that was guessed before is forgotten: the mailbox was proved (SI-10).</param>
public sealed record PasswordChange(string? KeptSessionId, DateTimeOffset At, bool StartsAnew = false);

/// <summary>What signs a member in: the address exactly as typed (SI-1), and the password's hash.</summary>
/// <param name="Version">
/// The version of the account, raised by every change of password or address, in whatever way. What was begun before ends with it: a sign-in that read the row (SI-5), and every
/// mailed link (SI-8).
/// </param>
public sealed record Login(string Email, string PasswordHash, string MemberId, int Version = Login.FirstVersion)
{
    public const int FirstVersion = 1;

    /// <summary>Set together with another password, and taken away when all that follows from it is done.</summary>
    public PasswordChange? Unfinished { get; init; }

    /// <summary>Until when the member's ended sessions are known to be looked for.</summary>
    public DateTimeOffset? SessionsLookedAt { get; init; }

    /// <summary>Those that have signed in to this account (SI-10).</summary>
    public ImmutableArray<KnownDevice> Devices { get; init; } = [];

    /// <summary>The latest link to a new address: it ends the earlier ones (SI-8).</summary>
    public string? EmailChangeLinkId { get; init; }

    /// <summary>The link by which the address became the present one: posted again, it goes on where it was interrupted.</summary>
    public string? MovedByLinkId { get; init; }
}
