namespace Kencom.Core.Members;

/// <summary>Section <c>Members</c>.</summary>
public sealed class MemberOptions
{
    public const string Section = "Members";

    /// <summary>How long the link works that proves a new address (SI-8).</summary>
    public TimeSpan EmailLinkValidFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A removal that has not finished after this time was interrupted: the sweep goes on with it.</summary>
    public TimeSpan LeavingTakesAtMost { get; set; } = TimeSpan.FromMinutes(5);
}
