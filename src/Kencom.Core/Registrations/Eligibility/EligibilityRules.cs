using Kencom.Core.Insurers;
using Kencom.Core.Rosters;

namespace Kencom.Core.Registrations;

/// <summary>Who of those covered may use kencom: the insurer's rules (EL-9, EL-10).</summary>
public static class EligibilityRules
{
    public static bool IsRestricted(Insurer insurer, Relation relation, DateOnly birthDate, DateOnly today) =>
        relation == Relation.Dependent
        && (insurer.InsuredOnly || JapanTime.AgeOn(today, birthDate) < insurer.DependentsFromAge);

    /// <returns>Null when the insurer's members can be checked now.</returns>
    public static Error? RefuseInMaintenance(Insurer? insurer, DateTimeOffset now) =>
        insurer?.Maintenance is { } maintenance && maintenance.From <= now && now < maintenance.To
            ? Errors.InsurerMaintenance(maintenance.Message, maintenance.To - now)
            : null;
}
