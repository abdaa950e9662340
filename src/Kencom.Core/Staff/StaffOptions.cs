using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>Section <c>Staff</c> (STF-3).</summary>
public sealed class StaffOptions
{
    public const string Section = "Staff";

    /// <summary>How often an hour one person of staff may search for somebody who is no member, as often as a network may fail at checks (EL-12).</summary>
    public int SearchMissesPerHour { get; set; } = 30;

    internal LimitRule SearchMisses => new("staff-search", SearchMissesPerHour, TimeSpan.FromHours(1));
}
