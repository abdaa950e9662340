using System.ComponentModel.DataAnnotations;

namespace Kencom.Core.Rosters;

/// <summary>Settings of the imports (section <c>Roster</c>).</summary>
public sealed class RosterOptions
{
    public const string Section = "Roster";

    /// <summary>Above this share of an insurer's persons a full file may not end without an operator's approval (RST-6).</summary>
    [Range(0, 1)]
    public double MaxEndedShare { get; set; } = 0.05;

    /// <summary>Above this share of bad rows a file is rejected (RST-7).</summary>
    [Range(0, 1)]
    public double MaxBadShare { get; set; } = 0.10;

    /// <summary>Above this share of impossible ages a file waits for an operator (RST-13).</summary>
    [Range(0, 1)]
    public double MaxImpossibleAgeShare { get; set; } = 0.01;

    /// <summary>How long dropped files are kept (RST-11).</summary>
    public TimeSpan KeepFilesFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>After this long without progress the sweep sends an import's messages again.</summary>
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an upload link can be used (STF-5).</summary>
    public TimeSpan UploadLinkValidFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Rows that one message compares and applies, roughly.</summary>
    [Range(100, 100_000)]
    public int RowsPerPart { get; set; } = 8_000;
}
