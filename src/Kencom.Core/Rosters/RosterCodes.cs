using Azure.Storage.Blobs;
using Kencom.Core.Files;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>Says that a part of an insurer's roster brought viewing codes (RST-1): they lie in a blob, as keyed hashes (<see cref="RosterCodes"/>).</summary>
/// <param name="ReceivedAt">When the file came: a code's age runs from the file that first brought it (CK-2).</param>
/// <param name="Sequence">Of the file: codes of a later one stay.</param>
public sealed record RosterCodesMessage(string FileId, string InsurerNumber, int Part, DateTimeOffset ReceivedAt, int Sequence);

/// <summary>A person and the code that a roster had for them.</summary>
/// <param name="CardKey">Of the card whose row had it.</param>
/// <param name="Hashes">Of the code, under each hash key that was in use when it was read.</param>
public sealed record RosterCode(string PersonKey, string CardKey, IReadOnlyList<string> Hashes);

/// <summary>
/// Hands the codes that stand in a roster to whoever keeps codes: beside the file while it is compared, and in a place of their own once it is applied, until
/// they are taken. Codes of a file that is rejected are never handed over.
/// </summary>
public sealed class RosterCodes(BlobServiceClient service, FileBlobs files, QueueSender queue)
{
    private readonly BlobContainerClient work = service.GetBlobContainerClient(ContainerNames.FileWork);

    /// <summary>The name of how many persons with a code there are, among the measures of a roster file.</summary>
    internal const string Measure = "codes";

    /// <returns>Nothing when they were taken already.</returns>
    public async Task<IReadOnlyList<RosterCode>> ReadAsync(RosterCodesMessage message, CancellationToken cancellationToken) =>
        Read(await work.DownloadIfExistsAsync(NameOf(message.FileId, message.Part), cancellationToken));

    /// <summary>Those of a part that is compared and not applied yet.</summary>
    internal async Task<IReadOnlyList<RosterCode>> ReadAsync(DroppedFile file, int part, CancellationToken cancellationToken) =>
        Read(await files.ReadAsync(file.Id, BesideName(file, part), cancellationToken));

    /// <summary>They are taken.</summary>
    public async Task DeleteAsync(RosterCodesMessage message, CancellationToken cancellationToken) =>
        await work.GetBlobClient(NameOf(message.FileId, message.Part)).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    internal async Task WriteAsync(DroppedFile file, int part, IReadOnlyList<PersonCode> codes, CancellationToken cancellationToken)
    {
        if (codes.Count > 0)
        {
            await files.WriteAsync(file.Id, BesideName(file, part), Write(file.HashVersion, codes), cancellationToken);
        }
    }

    /// <summary>Repeated, it hands the same over again: whoever takes a code twice changes nothing.</summary>
    internal async Task HandOverAsync(DroppedFile applied, CancellationToken cancellationToken)
    {
        for (var part = 0; part < applied.Parts; part++)
        {
            if (await files.ReadAsync(applied.Id, BesideName(applied, part), cancellationToken) is { Length: > 0 } codes)
            {
                await work.GetBlobClient(NameOf(applied.Id, part)).UploadAsync(BinaryData.FromBytes(codes), overwrite: true, cancellationToken);
                await queue.SendAsync(
                    QueueNames.TakeRosterCodes, new RosterCodesMessage(applied.Id, applied.Owner, part, applied.ReceivedAt, applied.Sequence), cancellationToken: cancellationToken);
            }
        }
    }

    private static string BesideName(DroppedFile file, int part) => $"codes{file.Round}/{part:d3}";

    private static string NameOf(string fileId, int part) => $"roster-codes/{fileId}/{part:d3}";

    /// <param name="version">Of the hash key of the cards.</param>
    private static byte[] Write(int version, IReadOnlyList<PersonCode> codes)
    {
        var bytes = new byte[4 + codes.Sum(code => 16 + 16 + 1 + (code.Code.Length * (4 + 16)))];
        var writer = new ByteWriter(bytes);
        writer.Int32(version);
        foreach (var (person, card, hashes) in codes)
        {
            writer.UInt128(person);
            writer.UInt128(card);
            writer.Byte((byte)hashes.Length);
            foreach (var (hashVersion, hash) in hashes)
            {
                writer.Int32(hashVersion);
                writer.UInt128(hash);
            }
        }

        return bytes;
    }

    private static List<RosterCode> Read(ReadOnlySpan<byte> bytes)
    {
        var codes = new List<RosterCode>();
        if (bytes.IsEmpty)
        {
            return codes;
        }

        var reader = new ByteReader(bytes);
        for (var version = reader.Int32(); !reader.IsAtEnd;)
        {
            var (person, card) = (RosterKeys.FormatPerson(reader.UInt128()), RosterKeys.Format(version, reader.UInt128()));
            var hashes = new string[reader.Byte()];
            for (var i = 0; i < hashes.Length; i++)
            {
                hashes[i] = RosterKeys.Format(reader.Int32(), reader.UInt128());
            }

            codes.Add(new RosterCode(person, card, hashes));
        }

        return codes;
    }
}
