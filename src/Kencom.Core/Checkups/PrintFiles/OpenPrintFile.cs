using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.PrintFiles;

/// <summary>A print file that is being opened: its content comes in pieces, as it is unsealed.</summary>
public sealed record OpenedPrintFile(string FileName, IAsyncEnumerable<byte[]> Content);

/// <summary>
/// Opens a print file by its link (FILE-4): so many times, for so long, and written into the audit log first. The opening counts before anything is sent, so that no
/// number of parallel requests gets one more.
/// </summary>
public sealed class OpenPrintFile(MailedLinks links, PrintFileStore files, AuditLog audit, Sealer sealer, IOptions<CheckupOptions> options, TimeProvider clock)
{
    /// <summary>Who opens it is known by the link alone.</summary>
    private static readonly StaffMember Contact = new("print-file-link", "print-file-link");

    public async Task<Result<OpenedPrintFile>> HandleAsync(string token, CancellationToken cancellationToken)
    {
        var link = await links.OpenAsync(LinkPurpose.PrintFile, token, cancellationToken);
        if (!link.IsSuccess)
        {
            return link.Error;
        }

        var id = link.Value.SubjectId!;
        if (Refuse(await files.FindAsync(id, cancellationToken), link.Value) is { } refused)
        {
            return refused;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(new AuditEntry(Contact, "open-print-file", id, Reason: null));
        var counted = await files.ChangeAsync(id, present => Refuse(present, link.Value) is { } late
            ? late
            : present with { Openings = present.Openings + 1, OpeningsOfLink = present.OpeningsOfLink + 1 });
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        var blob = await files.BlobOf(id).OpenReadAsync(cancellationToken: cancellationToken);
        return new OpenedPrintFile($"{id}.csv", new SealedStream(sealer, WritePrintFile.Purpose, id).ReadAsync(blob, cancellationToken));
    }

    /// <summary>The link was replaced or opened too often, or the file was deleted.</summary>
    private Error? Refuse(PrintFile? file, MailedLink link) =>
        file is null || file.LinkId != link.Id || file.OpeningsOfLink >= options.Value.PrintLinkOpenings || clock.GetUtcNow() >= file.DeletedAt ? Errors.LinkExpired : null;
}
