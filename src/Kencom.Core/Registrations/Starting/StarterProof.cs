namespace Kencom.Core.Registrations;

/// <summary>Whether a caller is the browser or app that started a registration (REG-12, REG-13, REG-15).</summary>
public static class StarterProof
{
    public static bool Holds(RegistrationKeys keys, Registration registration, string? starterSecret) =>
        starterSecret is not null && keys.IsStarterOf(registration, starterSecret);
}
