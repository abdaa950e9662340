using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.TestSupport;

/// <summary>
/// Hashes passwords with the least that Argon2id can be asked for; otherwise as the app does. A hash is made to be dear, tests make some thousands, and what
/// it costs matters to few of them: those keep the app's own (<see cref="TestAppOptions.DearPasswords"/>).
/// </summary>
public static class QuickPasswords
{
    public static PasswordHasher Hasher { get; } = new(Options.Create(new SecurityOptions { PasswordMemoryKiB = 8, PasswordPasses = 1 }));
}
