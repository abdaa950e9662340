using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>Deletes a file's row and reports when nobody need ask for them any more (RST-11). The dropped file itself is long gone (<see cref="SweepFiles"/>).</summary>
public sealed class ForgetOldFiles(FileStore files, FileBlobs blobs, Due due, IOptions<ImportOptions> options, TimeProvider clock)
{
    private const string Kind = "file";

    /// <summary>A file that is not finished after years is looked at now and then.</summary>
    private static readonly TimeSpan LookAgainIn = TimeSpan.FromDays(30);

    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    /// <summary>To be called before the row of the file is written.</summary>
    internal Task RememberAsync(DroppedFile file) => due.AddAsync(new DueEntry(Kind, file.Id, file.ReceivedAt + options.Value.KeepReportsFor));

    private async Task<DateTimeOffset?> LookAsync(string fileId, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(fileId, cancellationToken) is not { } file)
        {
            return null;
        }

        if (!file.IsFinal)
        {
            return clock.GetUtcNow() + LookAgainIn;
        }

        await blobs.DeleteDropAsync(file, cancellationToken); // Else the sweep would take it for a new one.
        await blobs.DeleteReportsAsync(file.Id, cancellationToken);
        await files.DeleteAsync(file);
        return null;
    }
}
