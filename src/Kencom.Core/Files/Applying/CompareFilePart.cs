namespace Kencom.Core.Files;

/// <summary>
/// Has one part of a file compared and notes what would change; who finishes the last part has the file decided. Repeating it notes the same (RST-5).
/// </summary>
public sealed class CompareFilePart(
    FileContents contents, FileStore files, FileBlobs blobs, FileDispatch dispatch, FileAttempts attempts, DecideFile decide, TimeProvider clock)
{
    public async Task HandleAsync(FilePartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is FileState.Comparing)
        {
            await attempts.RunAsync(file, message.Part, token => CompareAsync(file, message.Part, token), cancellationToken);
        }
        else if (file is not null)
        {
            await decide.HandleAsync(file, cancellationToken);
        }
    }

    private async Task CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        if (!await files.IsPartDoneAsync(file, part, cancellationToken))
        {
            var compared = await contents.Of(file).CompareAsync(file, part, cancellationToken);
            await blobs.WriteRowsAsync(file, part, compared.Reported, cancellationToken);
            foreach (var carried in contents.CarriedBy(file))
            {
                compared = compared with { Measures = compared.Measures.AddRange(await carried.MeasureAsync(file, part, compared, cancellationToken)) };
            }

            if (!await files.AddPartAsync(file, ToPart(part, compared)))
            {
                return; // Another was faster, and sends what follows.
            }
        }

        if (!await dispatch.SendNextAsync(file, part, cancellationToken))
        {
            await decide.HandleAsync(file, cancellationToken);
        }
    }

    private FilePart ToPart(int part, ComparedPart compared) => new()
    {
        Number = part,
        Counts = compared.Counts,
        Measures = compared.Measures,
        Changes = compared.Changes,
        DoneAt = clock.GetUtcNow(),
    };
}
