using Azure;
using Azure.Data.Tables;
using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Security;

/// <summary>What a mailed link is for. The stored text is a wire format.</summary>
public enum LinkPurpose
{
    PasswordReset,
    EmailChange,
    ViewingCodeRequest,
}

/// <summary>How a page that was opened by a mailed link finds it. The names are answered: a wire format.</summary>
public enum MailedLinkState
{
    Valid,
    Used,

    /// <summary>What it was asked for has been done or asked for in another way since.</summary>
    Replaced,
    Expired,
}

/// <summary>A link that was mailed: it works once, for a while (SI-6, SI-8).</summary>
/// <param name="SubjectId">The member it concerns; null for a link that leads nowhere, made so that an unknown address costs the same time.</param>
/// <param name="Payload">What its purpose needs.</param>
public sealed record MailedLink(string Id, LinkPurpose Purpose, string? SubjectId, string? Payload, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt)
{
    public TimeSpan ValidFor => ExpiresAt - IssuedAt;

    internal ETag ETag { get; init; }

    /// <summary>Keeps id and payload out of logs.</summary>
    public override string ToString() => Purpose.ToString();
}

/// <summary>
/// Links that are mailed. The secret half of a link's token is derived from its id and never stored or queued: a mail that is sent again carries the
/// same link, and whoever reads tables or queues gets none.
/// </summary>
public sealed class MailedLinks(TableServiceClient tables, KeyedHasher hasher, TimeProvider clock)
{
    private const int IdLength = 22;
    private const int SecretLength = 22;

    /// <summary>A dead link is kept for a while, so that who opens it late is told so.</summary>
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(1);

    private readonly TableClient table = tables.GetTableClient(TableNames.OneTimeTokens);

    /// <summary>Makes a link: one storage call.</summary>
    public async Task<MailedLink> IssueAsync(LinkPurpose purpose, string? subjectId, string? payload, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var link = new MailedLink(SecretToken.Random(IdLength), purpose, subjectId, payload, now, now + validFor, UsedAt: null);
        await table.AddOrFindAsync(ToEntity(link), cancellationToken);
        return link;
    }

    /// <summary>The link's token of 44 letters and digits, for the mail and nothing else.</summary>
    public string TokenOf(LinkPurpose purpose, string linkId) =>
        linkId + SecretToken.Spell(hasher.Derive("mailed-link", purpose.ToString(), linkId), SecretLength);

    /// <summary>How the link is spelled in its mail.</summary>
    public MailLink SpelledOut(MailedLink link) => new(TokenOf(link.Purpose, link.Id), link.ValidFor, link.ExpiresAt);

    /// <summary>The link by its id, used or not; null when there is none (any more).</summary>
    public async Task<MailedLink?> FindByIdAsync(LinkPurpose purpose, string linkId, CancellationToken cancellationToken) =>
        await table.FindAsync<OneTimeTokenEntity>(KeyOf(purpose, linkId), cancellationToken) is { } entity ? ToLink(entity, purpose, linkId) : null;

    /// <summary>The link that a token spells, used and expired ones too; null when it never was one, or is long gone.</summary>
    public async Task<MailedLink?> FindByTokenAsync(LinkPurpose purpose, string token, CancellationToken cancellationToken) =>
        token.Length == IdLength + SecretLength && SecretToken.IsSpelled(token)
        && SecretToken.AreEqual(token, TokenOf(purpose, token[..IdLength]))
        && await FindByIdAsync(purpose, token[..IdLength], cancellationToken) is { SubjectId: not null } link
            ? link
            : null;

    /// <returns>The link that the token opens, or that it never was one, or is used or too old.</returns>
    public async Task<Result<MailedLink>> OpenAsync(LinkPurpose purpose, string token, CancellationToken cancellationToken)
    {
        if (await FindByTokenAsync(purpose, token, cancellationToken) is not { } link)
        {
            return Errors.LinkInvalid;
        }

        return StateOf(link) is null ? link : Errors.LinkExpired;
    }

    /// <summary>Why a link works no more; null while it does, as far as the link itself tells.</summary>
    public MailedLinkState? StateOf(MailedLink link) =>
        link.UsedAt is not null ? MailedLinkState.Used : clock.GetUtcNow() >= link.ExpiresAt ? MailedLinkState.Expired : null;

    /// <summary>Uses the link up.</summary>
    /// <returns>False when somebody else just did.</returns>
    public Task<bool> TryUseAsync(MailedLink link, CancellationToken cancellationToken) =>
        table.TryReplaceAsync(ToEntity(link with { UsedAt = clock.GetUtcNow(), Payload = null }), cancellationToken);

    /// <summary>Deletes all links of a member (SI-8). Reads the whole table: for deletions only.</summary>
    public async Task ForgetAsync(string subjectId, CancellationToken cancellationToken)
    {
        await foreach (var entity in table.QueryAsync<OneTimeTokenEntity>(entity => entity.SubjectId == subjectId, cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken);
        }
    }

    /// <summary>Deletes what no longer works: links, and the marks of used captchas.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var entity in table.QueryAsync<OneTimeTokenEntity>(entity => entity.ForgetAt < now, cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken);
        }
    }

    private static string KeyOf(LinkPurpose purpose, string linkId) => $"link-{purpose}-{linkId}";

    private static OneTimeTokenEntity ToEntity(MailedLink link) => new()
    {
        PartitionKey = KeyOf(link.Purpose, link.Id),
        RowKey = KeyOf(link.Purpose, link.Id),
        ETag = link.ETag,
        SubjectId = link.SubjectId,
        Payload = link.Payload,
        IssuedAt = link.IssuedAt,
        UsedAt = link.UsedAt,
        ForgetAt = link.ExpiresAt + KeptAfterExpiry,
    };

    private static MailedLink ToLink(OneTimeTokenEntity entity, LinkPurpose purpose, string linkId) =>
        new(linkId, purpose, entity.SubjectId, entity.Payload, entity.IssuedAt ?? default, entity.ForgetAt - KeptAfterExpiry, entity.UsedAt) { ETag = entity.ETag };
}
