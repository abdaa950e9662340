using System.ComponentModel.DataAnnotations;

namespace Kencom.Core.Rosters;

/// <summary>Settings of rosters (section <c>Roster</c>); those of all imports are <see cref="Files.ImportOptions"/>.</summary>
public sealed class RosterOptions
{
    public const string Section = "Roster";

    /// <summary>Above this share of an insurer's covered persons a file may not end without an operator's approval (RST-6).</summary>
    [Range(0, 1)]
    public double MaxEndedShare { get; set; } = 0.05;

    /// <summary>Above this share of bad rows a file is rejected (RST-7).</summary>
    [Range(0, 1)]
    public double MaxBadShare { get; set; } = 0.10;

    /// <summary>Above this share of names that changed while card and birth date stayed a file waits for an operator (RST-13).</summary>
    [Range(0, 1)]
    public double MaxRenamedShare { get; set; } = 0.02;
}
