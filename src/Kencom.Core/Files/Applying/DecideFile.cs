using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>When all parts are compared: apply, or wait for an operator because something looks wrong (RST-6, RST-13).</summary>
public sealed class DecideFile(
    FileContents contents, FileStore files, FileDispatch dispatch, FinishFile finish, WriteFileReport report, StartNextFile startNext,
    IOptions<ImportOptions> options, TimeProvider clock)
{
    public async Task HandleAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        switch (file.State)
        {
            case FileState.Comparing when await files.ListPartsAsync(file, cancellationToken) is var parts && parts.Count == file.Parts:
                await DecideAsync(Sum(file, parts), cancellationToken);
                break;
            case FileState.WaitingForApproval:
                await LetOthersGoAsync(file, cancellationToken);
                break;
            default:
                break;
        }
    }

    /// <summary>The file with what its parts gave.</summary>
    private static DroppedFile Sum(DroppedFile file, IReadOnlyList<FilePart> parts) => file with
    {
        Counts = parts.Aggregate(file.ReadCounts, (sum, part) => sum + part.Counts),
        Changes = parts.Sum(part => part.Changes),
        Measures = parts.SelectMany(part => part.Measures).GroupBy(measure => measure.Key).ToImmutableSortedDictionary(
            measure => measure.Key, measure => measure.Sum(part => part.Value), StringComparer.Ordinal),
    };

    private async Task DecideAsync(DroppedFile compared, CancellationToken cancellationToken)
    {
        var judgement = await contents.Of(compared).JudgeAsync(compared, cancellationToken);
        var doubtsOfCarried = new List<FileDoubt>();
        foreach (var carried in contents.CarriedBy(compared))
        {
            doubtsOfCarried.AddRange(await carried.JudgeAsync(compared, cancellationToken));
        }

        ImmutableArray<FileDoubt> doubts = [.. judgement.Doubts, .. doubtsOfCarried, FileDoubt.OtherInsurers(compared, options.Value), FileDoubt.ImpossibleAges(compared, options.Value)];
        var mustWait = !compared.IsApproved && doubts.Any(doubt => doubt.IsExceeded);
        var now = clock.GetUtcNow();
        var decided = await files.ChangeAsync(compared.Id, current => current.State is not FileState.Comparing || current.Round != compared.Round ? null : current with
        {
            State = mustWait ? FileState.WaitingForApproval : FileState.Applying,
            Reasons = [.. doubts.Where(doubt => doubt.IsExceeded).Select(doubt => doubt.Words)],
            Doubts = doubts,
            Counts = compared.Counts,
            Changes = compared.Changes,
            Measures = compared.Measures,
            ProgressAt = now,
            WaitingSince = mustWait ? now : current.WaitingSince,
        });
        if (decided is not { Changed: true, File: var file })
        {
            return;
        }

        if (mustWait)
        {
            await report.HandleAsync(file, cancellationToken);
            await LetOthersGoAsync(file, cancellationToken);
        }
        else if (judgement.ChangesAnything)
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
        else
        {
            await finish.FinishAsync(file, cancellationToken);
        }
    }

    /// <summary>A file that waits holds up neither other kinds nor the next full roster; if that is applied, this one is overtaken.</summary>
    private async Task LetOthersGoAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        await files.ChangeHeadAsync(file.Owner, head => head.CurrentFileId == file.Id ? head with { CurrentFileId = null } : null);
        await startNext.HandleAsync(file.Owner, cancellationToken);
    }
}
