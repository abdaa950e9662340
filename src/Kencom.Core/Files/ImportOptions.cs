using System.ComponentModel.DataAnnotations;

namespace Kencom.Core.Files;

/// <summary>Settings of all imports (section <c>Import</c>).</summary>
public sealed class ImportOptions
{
    public const string Section = "Import";

    /// <summary>Above this share of rows with another insurer's number a file waits for an operator (RST-13).</summary>
    [Range(0, 1)]
    public double MaxOtherInsurersShare { get; set; } = 0.01;

    /// <summary>Above this share of impossible ages a file waits for an operator (RST-13).</summary>
    [Range(0, 1)]
    public double MaxImpossibleAgeShare { get; set; } = 0.01;

    /// <summary>Whatever the share, fewer persons or rows than these make no file wait (RST-6, RST-13).</summary>
    [Range(1, 1_000)]
    public int LeastConcerned { get; set; } = 3;

    /// <summary>How long a file of changes waits for the decision on a file before it; then it is applied and overtakes that one (RST-6).</summary>
    public TimeSpan WaitForDecision { get; set; } = TimeSpan.FromDays(3);

    /// <summary>A larger file is rejected unread: three times the largest roster that the service is made for.</summary>
    [Range(typeof(long), "1", "1099511627776")]
    public long MaxFileBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How long dropped files are kept (RST-11).</summary>
    public TimeSpan KeepFilesFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long reports and the rows of files are kept (RST-11).</summary>
    public TimeSpan KeepReportsFor { get; set; } = TimeSpan.FromDays(2 * 365);

    /// <summary>
    /// After this long without a sign of life the sweep sends an import's messages again: who works gives one three times as often, so that what a
    /// killed process left goes on long before the lease of its messages ends (RST-16).
    /// </summary>
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the same piece of work may fail before its file is rejected, if nothing of it is applied yet (RST-16).</summary>
    [Range(1, 100)]
    public int MaxFailures { get; set; } = 5;

    /// <summary>Parts of one file that are on their way at once: the largest insurer's import leaves storage and instances to others (RST-16).</summary>
    [Range(1, 64)]
    public int PartsAtOnce { get; set; } = 8;

    /// <summary>How long an upload link can be used (STF-5).</summary>
    public TimeSpan UploadLinkValidFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Rows that one message compares and applies, roughly.</summary>
    [Range(100, 100_000)]
    public int RowsPerPart { get; set; } = 8_000;
}
