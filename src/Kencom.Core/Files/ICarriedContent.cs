using System.Collections.Immutable;

namespace Kencom.Core.Files;

/// <summary>
/// What files carry beside their own content for a room to the right, which registers it: codes that stand in a roster (FILE-3). It has its say whether the file
/// waits, as it would have for a file of its own.
/// </summary>
/// <remarks>Every method can be called again, and by several instances at once (RST-5).</remarks>
public interface ICarriedContent
{
    /// <summary>Where the files are dropped that carry it.</summary>
    string Container { get; }

    /// <summary>Measures what a part carries, and changes nothing. Summed over the parts, the measures join those of the file.</summary>
    /// <param name="compared">What the file's own content found.</param>
    Task<ImmutableSortedDictionary<string, int>> MeasureAsync(DroppedFile file, int part, ComparedPart compared, CancellationToken cancellationToken);

    /// <inheritdoc cref="IFileContent.JudgeAsync"/>
    Task<ImmutableArray<FileDoubt>> JudgeAsync(DroppedFile file, CancellationToken cancellationToken);

    /// <summary>The file is applied: what it carries counts from now on.</summary>
    Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken);
}
