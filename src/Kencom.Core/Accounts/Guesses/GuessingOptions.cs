namespace Kencom.Core.Accounts;

/// <summary>How guessing of passwords is slowed (SI-10; section <c>SignIn:Guessing</c>).</summary>
public sealed class GuessingOptions
{
    public const string Section = "SignIn:Guessing";

    /// <summary>The longest wait that anybody can bring upon a member.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>The wait after the first, second, … failure in a row; the last one repeats. Not set: <see cref="DefaultWaits"/>.</summary>
    public IList<TimeSpan> Waits { get; } = [];

    public static IReadOnlyList<TimeSpan> DefaultWaits { get; } =
    [
        TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), LongestWait,
    ];

    /// <summary>After this many failures in a row only a password reset helps.</summary>
    public int ResetNeededFrom { get; set; } = 100;

    /// <summary>After this many failures in a row the owner is told, once a day.</summary>
    public int OwnerToldFrom { get; set; } = 10;

    internal TimeSpan WaitAfter(int failures)
    {
        if (failures == 0)
        {
            return TimeSpan.Zero;
        }

        var wait = Waits[Math.Min(failures, Waits.Count) - 1];
        return wait < LongestWait ? wait : LongestWait;
    }
}
