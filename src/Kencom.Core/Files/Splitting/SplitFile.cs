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
    RosterFileStore files, RosterBlobs blobs, RosterDispatch dispatch, RosterAttempts attempts, RejectFile reject, InsurerStore insurers, KeyedHasher hasher, HashKeyring keyring,
    IOptions<RosterOptions> options, TimeProvider clock)
{
    /// <summary>All staging buffers together; what a part has beyond its share goes to storage as a block.</summary>
    private const int BufferBytes = 32 * 1024 * 1024;
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
        else if (file?.State is RosterFileState.Splitting)
        {
            await attempts.RunAsync(file, part: 0, token => SplitAsync(file, token), cancellationToken);
        }
    }

    private async Task SplitAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var head = await files.GetHeadAsync(file.InsurerNumber, cancellationToken);
        if (file.Round > 0 && head.Parts <= file.Parts && (head.Parts == 0 || head.HashVersion == file.HashVersion))
        {
            // An approval: its rows lie there, and are compared anew.
            await StartComparingAsync(file with { BaseParts = head.Parts, Sequence = head.Sequence + 1 }, reading: null, cancellationToken);
            return;
        }

        var eras = (await insurers.ReadAsync(file.InsurerNumber, cancellationToken))?.EraTable;
        file = file with
        {
            BaseParts = head.Parts,
            Parts = Math.Max(head.Parts, PartsFor(file.Size)),
            HashVersion = head.Parts == 0 ? keyring.Current : head.HashVersion,
            Sequence = head.Sequence + 1,
        };
        var reading = await ReadAsync(file, eras, cancellationToken);
        await blobs.WriteRowsAsync(file, part: null, reading.Reported, cancellationToken);
        if (reading.Rejection is { } reason)
        {
            await reject.HandleAsync(file.Id, reason, [RosterFileState.Splitting], cancellationToken, reading.Counts.Read);
            return;
        }

        await blobs.WriteSharedIdsAsync(file.Id, reading.SharedIds.Found, cancellationToken);
        await blobs.WriteLooseRowsAsync(file.Id, LooseRows.Of(reading.LooseRows).Seal(LooseRows.KeyFor(hasher, file)), cancellationToken);
        await StartComparingAsync(file, reading, cancellationToken);
    }

    private int PartsFor(long size) =>
        (int)Math.Min(MaximumParts, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, size / BytesPerRow / options.Value.RowsPerPart)));

    private async Task StartComparingAsync(RosterFile split, Reading? reading, CancellationToken cancellationToken)
    {
        var comparing = await files.ChangeAsync(
            split.Id,
            file => file.State is not RosterFileState.Splitting ? null : file with
            {
                State = RosterFileState.Comparing,
                Parts = split.Parts,
                BaseParts = split.BaseParts,
                HashVersion = split.HashVersion,
                Sequence = split.Sequence,
                BytesRead = file.Size,
                ReadCounts = reading?.Counts ?? file.ReadCounts,
                Counts = reading?.Counts ?? file.ReadCounts,
                RowsOfOthers = reading?.RowsOfOthers ?? file.RowsOfOthers,
                ImpossibleAges = reading?.ImpossibleAges ?? file.ImpossibleAges,
                ProgressAt = clock.GetUtcNow(),
            });
        if (comparing is { Changed: true, File: var file })
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }

    private async Task<Reading> ReadAsync(RosterFile file, EraTable? eras, CancellationToken cancellationToken)
    {
        var reading = new Reading(file.Size);
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
            var rows = new RosterReadAhead(reader, file.InsurerNumber, hasher, file.HashVersion);
            var parts = Enumerable.Range(0, file.Parts).Select(part => new StagedPart(blobs.Staged(file.Id, part), BufferBytes / file.Parts)).ToArray();
            await ReadRowsAsync(file, rows, parts, counted, reading, cancellationToken);
            reading.Conclude(reader.Rejection, options.Value.MaxBadShare);
            await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (part, token) => await part.CompleteAsync(token));
        }
        catch (RequestFailedException replaced) when (RosterBlobs.IsGone(replaced))
        {
            reading.Rejection = Gone;
        }

        return reading;
    }

    private async Task ReadRowsAsync(
        RosterFile file, RosterReadAhead rows, StagedPart[] parts, CountingStream counted, Reading reading, CancellationToken cancellationToken)
    {
        var reportedAt = clock.GetTimestamp();
        await foreach (var batch in rows.ReadAsync(cancellationToken))
        {
            foreach (var row in batch)
            {
                reading.Count(row, file);
                if (row.Staged is { } staged)
                {
                    await parts[RosterKeys.Part(staged.CardKey, file.Parts)].AddAsync(staged, cancellationToken);
                }

                foreach (var bad in row.Bad)
                {
                    await parts[RosterKeys.Part(bad.CardKey, file.Parts)].AddAsync(bad, cancellationToken);
                }
            }

            if (clock.GetElapsedTime(reportedAt) > ProgressEvery)
            {
                reportedAt = clock.GetTimestamp();
                await ReportProgressAsync(file.Id, counted.BytesRead, reading.Counts);
            }
        }
    }

    private async Task ReportProgressAsync(string fileId, long bytesRead, RosterCounts counts) =>
        await files.ChangeAsync(
            fileId,
            file => file.State is RosterFileState.Splitting ? file with { BytesRead = bytesRead, Counts = counts, ProgressAt = clock.GetUtcNow() } : null);

    private const string Gone = "取り込む前に、ファイルが別の内容に置き換えられたか、削除されました。";

    /// <summary>What is counted while a file is read.</summary>
    private sealed class Reading(long fileSize)
    {
        private const int OldestAge = 120;

        private int bad;

        public RosterCounts Counts { get; private set; } = new();

        public List<ReportedRow> Reported { get; } = [];

        public int RowsOfOthers { get; private set; }

        public int ImpossibleAges { get; private set; }

        public string? Rejection { get; set; }

        public SharedIdFinder SharedIds { get; } = new(fileSize);

        public List<LooseRow> LooseRows { get; } = [];

        public void Count(in ReadRow read, RosterFile file)
        {
            if (LooseRows.Count <= Rosters.LooseRows.Maximum)
            {
                LooseRows.AddRange(read.Loose);
            }

            if (read.Staged is { Values.Id: { } id })
            {
                SharedIds.Add(id, string.GetHashCode(read.Row!.Name.Step1, StringComparison.Ordinal), read.Row.BirthDate.DayNumber);
            }

            if (read.Row is { } other && other.Card.InsurerNumber.Value != file.InsurerNumber)
            {
                // Whatever an operator decides about the file: an insurer has a say in its own cards only (RST-12).
                RowsOfOthers++;
                Skip(other.Line, new RowProblem(RosterColumns.NameOf(RosterColumn.InsurerNumber), "フォルダーと異なる保険者番号です。"));
            }
            else if (read.Row is { } row)
            {
                Counts = Counts with { Read = Counts.Read + 1 };
                ImpossibleAges += row.BirthDate > file.Day || JapanTime.AgeOn(file.Day, row.BirthDate) > OldestAge ? 1 : 0;
            }
            else if (read.Skipped is { } skipped)
            {
                bad += skipped.IsPerson ? 1 : 0;
                Skip(skipped.Line, [.. skipped.Problems]);
            }
        }

        private void Skip(int line, params ReadOnlySpan<RowProblem> problems)
        {
            Counts = Counts with { Read = Counts.Read + 1, Skipped = Counts.Skipped + 1 };
            if (Reported.Count < MaximumReportedRows)
            {
                foreach (var problem in problems)
                {
                    Reported.Add(ReportedRow.Skipped(line, problem.Column, problem.Reason));
                }
            }
        }

        public void Conclude(string? rejection, double maximumBadShare)
        {
            var persons = Counts.Read - Counts.Skipped + bad + RowsOfOthers;
            Rejection = rejection
                ?? (persons == 0 ? "加入者の行がありません。" : null)
                ?? (bad > maximumBadShare * persons
                    ? string.Create(CultureInfo.InvariantCulture, $"読み取れない行が多すぎます（{persons}行のうち{bad}行）。")
                    : null);
        }
    }

    /// <summary>
    /// One part's staging blob, written block by block: while one buffer is on its way to storage, the other is filled. Two instances that split the
    /// same file at once write the same content.
    /// </summary>
    private sealed class StagedPart(BlockBlobClient blob, int bufferSize)
    {
        private readonly string attempt = Guid.NewGuid().ToString("N");
        private readonly int capacity = Math.Max(StagedRow.MaximumSize, bufferSize / 2);
        private readonly List<string> blocks = [];
        private Task sending = Task.CompletedTask;
        private byte[] filled = [];
        private byte[] sent = [];
        private int length;

        public ValueTask AddAsync(in StagedRow row, CancellationToken cancellationToken)
        {
            if (filled.Length - length < StagedRow.MaximumSize)
            {
                Array.Resize(ref filled, Math.Min(capacity, Math.Max(64 * StagedRow.MaximumSize, filled.Length * 2)));
            }

            length += row.Write(filled.AsSpan(length));
            return capacity - length >= StagedRow.MaximumSize ? ValueTask.CompletedTask : new ValueTask(SendAsync(cancellationToken));
        }

        public async Task CompleteAsync(CancellationToken cancellationToken)
        {
            if (blocks.Count == 0)
            {
                using var content = new MemoryStream(filled, 0, length, writable: false);
                await blob.UploadAsync(content, cancellationToken: cancellationToken);
                return;
            }

            await SendAsync(cancellationToken);
            await sending;
            await blob.CommitBlockListAsync(blocks, cancellationToken: cancellationToken);
        }

        /// <summary>Begins to send what is filled, when what was sent before has arrived.</summary>
        private async Task SendAsync(CancellationToken cancellationToken)
        {
            await sending;
            if (length > 0)
            {
                blocks.Add(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{attempt}-{blocks.Count:d6}"))));
                sending = SendAsync(blocks[^1], filled, length, cancellationToken);
                (filled, sent, length) = (sent, filled, 0);
            }
        }

        private async Task SendAsync(string block, byte[] bytes, int count, CancellationToken cancellationToken)
        {
            using var content = new MemoryStream(bytes, 0, count, writable: false);
            await blob.StageBlockAsync(block, content, cancellationToken: cancellationToken);
        }
    }
}
