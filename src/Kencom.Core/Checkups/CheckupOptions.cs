namespace Kencom.Core.Checkups;

/// <summary>Section <c>Checkups</c>.</summary>
public sealed class CheckupOptions
{
    public const string Section = "Checkups";

    /// <summary>How old a viewing code may be, from the file that first brought it (CK-2).</summary>
    public TimeSpan CodeValidFor { get; set; } = TimeSpan.FromDays(180);

    /// <summary>A code in its last days is replaced by a file that asks for one (FILE-3).</summary>
    public TimeSpan CodeRenewedBefore { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether a secret question is asked beside the viewing code (CK-3).</summary>
    public bool SecretQuestion { get; set; } = true;

    /// <summary>How long results are kept after coverage ended (CK-7).</summary>
    public int YearsKept { get; set; } = 5;

    /// <summary>How long a row for nobody in the roster waits for the next roster (FILE-2).</summary>
    public TimeSpan UnknownKeptFor { get; set; } = TimeSpan.FromDays(31);

    /// <summary>The share of an insurer's results that a file may remove without an operator (FILE-2).</summary>
    public double MaxRemovedShare { get; set; } = 0.05;

    /// <summary>The share of an insurer's valid codes that a file may end without an operator (FILE-3).</summary>
    public double MaxEndedCodesShare { get; set; } = 0.05;

    /// <summary>The share of bad rows that rejects a file (RST-7).</summary>
    public double MaxBadShare { get; set; } = 0.10;

    /// <summary>How long a print file lies (FILE-4).</summary>
    public TimeSpan PrintFileKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the link to a print file works (FILE-4).</summary>
    public TimeSpan PrintLinkValidFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often the link to a print file opens it (FILE-4).</summary>
    public int PrintLinkOpenings { get; set; } = 3;
}
