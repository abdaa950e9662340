using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>Has a dropped file read and its rows staged by parts; then the parts are compared.</summary>
public sealed class SplitFile(
    FileContents contents, FileStore files, FileBlobs blobs, ReadRows reader, FileDispatch dispatch, FileAttempts attempts, RejectFile reject,
    IOptions<ImportOptions> options, TimeProvider clock)
{
    private const int BytesPerRow = 110;
    private const int MaximumParts = 256;

    public async Task HandleAsync(SplitFileMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is FileState.Comparing)
        {
            await dispatch.SendAsync(file, cancellationToken); // An instance may have died while it sent these.
        }
        else if (file?.State is FileState.Splitting)
        {
            await attempts.RunAsync(file, part: 0, token => SplitAsync(file, token), cancellationToken);
        }
    }

    private async Task SplitAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        if (file.Size > options.Value.MaxFileBytes)
        {
            await reject.HandleAsync(file.Id, TooLarge(options.Value.MaxFileBytes), [FileState.Splitting], cancellationToken);
            return;
        }

        var content = contents.Of(file);
        var sequence = (await files.GetHeadAsync(file.Owner, cancellationToken)).Sequence + 1;
        var plan = await content.PlanAsync(file, PartsFor(file.Size), cancellationToken);
        if (file.Round > 0 && plan.BaseParts <= file.Parts && plan.HashVersion == file.HashVersion)
        {
            // An approval: its rows lie there, and are compared anew.
            await StartComparingAsync(file with { BaseParts = plan.BaseParts, Sequence = sequence }, reading: null, cancellationToken);
            return;
        }

        file = file with { Parts = plan.Parts, BaseParts = plan.BaseParts, HashVersion = plan.HashVersion, Sequence = sequence };
        var reading = await content.ReadAsync(file, reader, cancellationToken);
        await blobs.WriteRowsAsync(file, part: null, reading.Reported, cancellationToken);
        if (reading.Rejection is { } reason)
        {
            await reject.HandleAsync(file.Id, reason, [FileState.Splitting], cancellationToken, reading.Counts.Read);
        }
        else
        {
            await StartComparingAsync(file, reading, cancellationToken);
        }
    }

    private static string TooLarge(long maximum) =>
        string.Create(CultureInfo.InvariantCulture, $"ファイルが大きすぎます({maximum:N0}バイトまで)。分けて置くか、運用担当者にご連絡ください。");

    private int PartsFor(long size) =>
        (int)Math.Min(MaximumParts, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, size / BytesPerRow / options.Value.RowsPerPart)));

    private async Task StartComparingAsync(DroppedFile split, FileReading? reading, CancellationToken cancellationToken)
    {
        var comparing = await files.ChangeAsync(
            split.Id,
            file => file.State is not FileState.Splitting ? null : file with
            {
                State = FileState.Comparing,
                Parts = split.Parts,
                BaseParts = split.BaseParts,
                HashVersion = split.HashVersion,
                Sequence = split.Sequence,
                BytesRead = file.Size,
                ReadCounts = reading?.Counts ?? file.ReadCounts,
                Counts = reading?.Counts ?? file.ReadCounts,
                RowsOfOthers = reading?.RowsOfOthers ?? file.RowsOfOthers,
                ImpossibleAges = reading?.ImpossibleAges ?? file.ImpossibleAges,
                IgnoredColumns = reading?.IgnoredColumns.ToImmutableArray() ?? file.IgnoredColumns,
                ProgressAt = clock.GetUtcNow(),
            });
        if (comparing is { Changed: true, File: var file })
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }
}
