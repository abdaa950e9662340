using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>When a registration is to be looked at (API-5): when it ends, and soon after each step that might be interrupted (FIN-3).</summary>
public sealed class RegistrationDue(Due due, TimeProvider clock)
{
    public const string Kind = "registration";

    /// <summary>Longer than any request runs, so no request is working on a registration that has not been changed for so long.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    /// <summary>To be called before the registration is written.</summary>
    public Task ArmAsync(string registrationId, DateTimeOffset at) => due.AddAsync(new DueEntry(Kind, registrationId, at));

    /// <summary>To be called before a registration is confirmed, and so may be completed at any moment.</summary>
    public Task ArmSoonAsync(string registrationId) => ArmAsync(registrationId, Soon());

    /// <summary>Rounded up, so that all who ask within some minutes make one entry.</summary>
    public DateTimeOffset Soon()
    {
        var settled = (clock.GetUtcNow() + Settled).UtcTicks;
        return new DateTimeOffset(((settled / Settled.Ticks) + 1) * Settled.Ticks, TimeSpan.Zero);
    }
}
