namespace Kencom.Core.Files;

/// <summary>Removes the files of an owner whose contract has ended (RST-11), dropped ones and reports included, in steps of bounded work.</summary>
public sealed class RemoveFiles(FileContents contents, FileStore files, FileBlobs blobs, RejectFile reject)
{
    private const string ContractEnded = "契約が終了したため、取り込みませんでした。";
    private const int AtOnce = 100;

    /// <summary>Does one step; can be repeated at any point.</summary>
    /// <returns>False when nothing is left. A file that is being applied is waited for.</returns>
    public async Task<bool> StepAsync(string owner, CancellationToken cancellationToken)
    {
        var known = await files.ListAsync(owner, cancellationToken);
        foreach (var file in known.Where(file => !file.IsFinal).Take(AtOnce))
        {
            await reject.HandleAsync(file.Id, ContractEnded, RejectFile.WhileNothingIsApplied, cancellationToken);
        }

        var finished = known.Where(file => file.IsFinal).Take(AtOnce).ToArray();
        foreach (var file in finished)
        {
            await blobs.DeleteDropAsync(file, cancellationToken);
            await blobs.DeleteReportsAsync(file.Id, cancellationToken);
            await files.DeleteAsync(file);
        }

        return known.Count > 0 || await DeleteUnknownAsync(owner, cancellationToken);
    }

    /// <summary>What came after the last file was taken note of.</summary>
    private async Task<bool> DeleteUnknownAsync(string owner, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var container in contents.Containers)
        {
            any |= await blobs.DeleteDropsAsync(container, $"{owner}/", AtOnce, cancellationToken);
        }

        return any;
    }
}
