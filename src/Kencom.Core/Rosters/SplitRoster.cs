using System.Globalization;
using System.Numerics;
using Azure;
using Azure.Storage.Blobs.Specialized;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Rosters;

/// <summary>
/// Reads a dropped file once, as a stream, and writes its hashed rows to one staging blob a part (RST-4). Repeating it writes the same blobs again.
/// </summary>
public sealed class SplitRoster(
    RosterFileStore files, RosterBlobs blobs, RosterDispatch dispatch, RejectUnreadableFile reject, InsurerStore insurers, KeyedHasher hasher, HashKeyring keyring,
    IOptions<RosterOptions> options, TimeProvider clock)
{
    /// <summary>All staging buffers together; what a part has beyond its share goes to storage as a block.</summary>
    private const int BufferBytes = 16 * 1024 * 1024;
    private const int BytesPerRow = 110;
    private const int MaximumParts = 256;
    private const int MaximumReportedRows = 100_000;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(SplitRosterMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is RosterFileState.Comparing)
        {
            await dispatch.SendAsync(file, cancellationToken); // An instance may have died while it sent these.
        }

        if (file?.State is not RosterFileState.Splitting)
        {
            return;
        }

        var head = await files.GetHeadAsync(file.InsurerNumber, cancellationToken);
        var eras = (await insurers.ReadAsync(file.InsurerNumber, cancellationToken))?.EraTable;
        file = file with
        {
            BaseParts = head.Parts,
            Parts = Math.Max(head.Parts, PartsFor(file.Size)),
            HashVersion = head.Parts == 0 ? keyring.Current : head.HashVersion,
        };
        var reading = await ReadAsync(file, eras, cancellationToken);
        await blobs.WriteRowsAsync(file.Id, part: null, reading.Reported, cancellationToken);
        if (reading.Rejection is { } reason)
        {
            await reject.HandleAsync(file.Id, reason, reading.Counts, cancellationToken);
            return;
        }

        await StartComparingAsync(file, reading, cancellationToken);
    }

    private int PartsFor(long size) =>
        (int)Math.Min(MaximumParts, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, size / BytesPerRow / options.Value.RowsPerPart)));

    private async Task StartComparingAsync(RosterFile split, Reading reading, CancellationToken cancellationToken)
    {
        var comparing = await files.ChangeAsync(
            split.Id,
            file => file.State is not RosterFileState.Splitting ? null : file with
            {
                State = RosterFileState.Comparing,
                Parts = split.Parts,
                BaseParts = split.BaseParts,
                HashVersion = split.HashVersion,
                BytesRead = file.Size,
                Counts = reading.Counts,
                RowsOfOthers = reading.RowsOfOthers,
                ImpossibleAges = reading.ImpossibleAges,
                ProgressAt = clock.GetUtcNow(),
            },
            cancellationToken);
        if (comparing is { Changed: true, File: var file })
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }

    private async Task<Reading> ReadAsync(RosterFile file, EraTable? eras, CancellationToken cancellationToken)
    {
        var reading = new Reading();
        try
        {
            await using var content = await blobs.OpenDropAsync(file, cancellationToken);
            if (content is null)
            {
                reading.Rejection = Gone;
                return reading;
            }

            await using var counted = new CountingStream(content);
            await using var reader = new RosterReader(counted, eras);
            using var hashing = new RosterHasher(hasher, file.HashVersion);
            var parts = Enumerable.Range(0, file.Parts).Select(part => new StagedPart(blobs.Staged(file.Id, part), BufferBytes / file.Parts)).ToArray();
            await ReadRowsAsync(file, reader, hashing, parts, counted, reading, cancellationToken);
            await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (part, token) => await part.CompleteAsync(token));
        }
        catch (RequestFailedException replaced) when (RosterBlobs.IsGone(replaced))
        {
            reading.Rejection = Gone;
        }

        return reading;
    }

    private async Task ReadRowsAsync(
        RosterFile file, RosterReader reader, RosterHasher hashing, StagedPart[] parts, CountingStream counted, Reading reading, CancellationToken cancellationToken)
    {
        var reportedAt = clock.GetTimestamp();
        while (await reader.ReadAsync(cancellationToken))
        {
            StagedRow? staged = reader.Row is { } row ? reading.Take(row, file, hashing) : reading.Skip(reader.Skipped!, hashing, MaximumReportedRows);
            if (staged is { } toStage)
            {
                var part = parts[RosterKeys.Part(toStage.CardKey, file.Parts)];
                if (!part.TryAdd(toStage))
                {
                    await part.FlushAsync(cancellationToken);
                    part.TryAdd(toStage);
                }
            }

            if (reading.Counts.Read % 4096 == 0 && clock.GetElapsedTime(reportedAt) > ProgressEvery)
            {
                reportedAt = clock.GetTimestamp();
                await ReportProgressAsync(file.Id, counted.BytesRead, reading.Counts, cancellationToken);
            }
        }

        reading.Conclude(reader.Rejection, options.Value.MaxBadShare);
    }

    private async Task ReportProgressAsync(string fileId, long bytesRead, RosterCounts counts, CancellationToken cancellationToken) =>
        await files.ChangeAsync(
            fileId,
            file => file.State is RosterFileState.Splitting ? file with { BytesRead = bytesRead, Counts = counts, ProgressAt = clock.GetUtcNow() } : null,
            cancellationToken);

    private const string Gone = "取り込む前に、ファイルが別の内容に置き換えられたか、削除されました。";

    /// <summary>What is counted while a file is read.</summary>
    private sealed class Reading
    {
        private const int OldestAge = 120;

        private int bad;

        public RosterCounts Counts { get; private set; } = new();

        public List<ReportedRow> Reported { get; } = [];

        public int RowsOfOthers { get; private set; }

        public int ImpossibleAges { get; private set; }

        public string? Rejection { get; set; }

        public StagedRow? Take(RosterRow row, RosterFile file, RosterHasher hashing)
        {
            Counts = Counts with { Read = Counts.Read + 1 };
            RowsOfOthers += row.Card.InsurerNumber.Value == file.InsurerNumber ? 0 : 1;
            ImpossibleAges += row.BirthDate > file.Day || JapanTime.AgeOn(file.Day, row.BirthDate) > OldestAge ? 1 : 0;
            return StagedRow.From(row, file.InsurerNumber, hashing);
        }

        public StagedRow? Skip(SkippedRow row, RosterHasher hashing, int maximumReported)
        {
            Counts = Counts with { Read = Counts.Read + 1, Skipped = Counts.Skipped + 1 };
            bad += row.IsPerson ? 1 : 0;
            if (Reported.Count < maximumReported)
            {
                Reported.AddRange(row.Problems.Select(problem => ReportedRow.Skipped(row.Line, problem.Column, problem.Reason)));
            }

            return row.Card is { } card ? StagedRow.Unreadable(row.Line, hashing.Card(card).Key) : null;
        }

        public void Conclude(string? rejection, double maximumBadShare)
        {
            var persons = Counts.Read - Counts.Skipped + bad;
            Rejection = rejection
                ?? (persons == 0 ? "加入者の行がありません。" : null)
                ?? (bad > maximumBadShare * persons
                    ? string.Create(CultureInfo.InvariantCulture, $"読み取れない行が多すぎます（{persons}行のうち{bad}行）。")
                    : null);
        }
    }

    /// <summary>One part's staging blob, written block by block. Two instances that split the same file at once write the same content.</summary>
    private sealed class StagedPart(BlockBlobClient blob, int bufferSize)
    {
        private readonly string attempt = Guid.NewGuid().ToString("N");
        private readonly List<string> blocks = [];
        private byte[] buffer = [];
        private int length;

        public bool TryAdd(in StagedRow row)
        {
            var capacity = Math.Max(StagedRow.Size, bufferSize / StagedRow.Size * StagedRow.Size);
            if (length + StagedRow.Size > capacity)
            {
                return false;
            }

            if (length + StagedRow.Size > buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(capacity, Math.Max(64 * StagedRow.Size, buffer.Length * 2)));
            }

            row.Write(buffer.AsSpan(length, StagedRow.Size));
            length += StagedRow.Size;
            return true;
        }

        public async Task FlushAsync(CancellationToken cancellationToken)
        {
            var id = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{attempt}-{blocks.Count:d6}")));
            using var content = new MemoryStream(buffer, 0, length, writable: false);
            await blob.StageBlockAsync(id, content, cancellationToken: cancellationToken);
            blocks.Add(id);
            length = 0;
        }

        public async Task CompleteAsync(CancellationToken cancellationToken)
        {
            if (blocks.Count == 0)
            {
                using var content = new MemoryStream(buffer, 0, length, writable: false);
                await blob.UploadAsync(content, cancellationToken: cancellationToken);
                return;
            }

            if (length > 0)
            {
                await FlushAsync(cancellationToken);
            }

            await blob.CommitBlockListAsync(blocks, cancellationToken: cancellationToken);
        }
    }
}
