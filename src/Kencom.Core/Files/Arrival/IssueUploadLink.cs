using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>For which insurer an operator wants a link, and for what.</summary>
public sealed record IssueUploadLinkCommand(StaffMember Who, string InsurerNumber, FileKind? Kind);

/// <summary>Where an insurer may drop one file, and until when.</summary>
public sealed record UploadLink(string Id, Uri Url, DateTimeOffset ExpiresAt);

/// <summary>
/// Issues a link with which an insurer can drop a file into its own folder (STF-5, RST-12): it can create and write, not read, list or delete.
/// </summary>
/// <remarks>
/// Storage without a hierarchical namespace has no signature for a folder, so the link is for one new blob in it, which is narrower. It is a user
/// delegation SAS, signed by the app's identity; the emulator knows accounts' keys only, and there the same permissions are signed with one.
/// </remarks>
public sealed class IssueUploadLink(BlobServiceClient blobs, InsurerStore insurers, AuditLog audit, IOptions<ImportOptions> options, TimeProvider clock)
{
    /// <summary>Clocks differ; a link must not begin in the future.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public async Task<Result<UploadLink>> HandleAsync(IssueUploadLinkCommand command, CancellationToken cancellationToken)
    {
        if (command.Kind is not { } kind)
        {
            return Errors.ValidationFailed("kind", "full、diff、checkup、viewing-codeのいずれかを選んでください。");
        }

        if (!FileOwner.IsInsurer(command.InsurerNumber) || await insurers.ReadAsync(command.InsurerNumber, cancellationToken) is null)
        {
            return Errors.NotFound;
        }

        var now = clock.GetUtcNow();
        var id = Guid.NewGuid().ToString("N");
        await audit.AddAsync(new AuditEntry(command.Who, "issue-upload-link", command.InsurerNumber, Reason: null));
        var url = await SignAsync(blobs.GetBlobContainerClient(DroppedFile.ContainerOf(kind)).GetBlobClient(NameOf(command.InsurerNumber, kind, id, now)), now, cancellationToken);
        return new UploadLink(id, url, now + options.Value.UploadLinkValidFor);
    }

    private static string NameOf(string insurerNumber, FileKind kind, string id, DateTimeOffset now)
    {
        var folder = kind is FileKind.Full or FileKind.Diff ? $"{insurerNumber}/{DropPath.FolderOf(kind)}" : insurerNumber;
        return FormattableString.Invariant($"{folder}/{JapanTime.ToJapanTime(now):yyyyMMdd-HHmmss}-{id}.csv");
    }

    private async Task<Uri> SignAsync(BlobClient blob, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expiresAt = now + options.Value.UploadLinkValidFor;
        var sas = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, expiresAt)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = now - ClockSkew,
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (blob.CanGenerateSasUri)
        {
            return blob.GenerateSasUri(sas);
        }

        var key = await blobs.GetUserDelegationKeyAsync(new BlobGetUserDelegationKeyOptions(expiresAt) { StartsOn = sas.StartsOn }, cancellationToken);
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key.Value, blobs.AccountName) }.ToUri();
    }
}
