using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>What a mailed link is for. The stored text is a wire format.</summary>
public enum LinkPurpose
{
    PasswordReset,
    EmailChange,

    /// <summary>A file of codes that an insurer or group prints (FILE-4): it works several times, which the file itself counts.</summary>
    PrintFile,
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

/// <summary>What a link rests on: the account as it was when the link was asked for.</summary>
public sealed record LinkBasis(string AccountKey, int Version);

/// <summary>A link that was mailed: it works once, for a while (SI-6, SI-8).</summary>
/// <param name="SubjectId">The member it concerns; null for a link that leads nowhere, made so that an unknown address costs the same time.</param>
/// <param name="Payload">What its purpose needs; personal, and gone with the use of the link.</param>
/// <param name="HashVersion">The key that its token is derived by.</param>
public sealed record MailedLink(
    string Id, LinkPurpose Purpose, string? SubjectId, string? Payload, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, int HashVersion)
{
    /// <summary>Null for a link that leads nowhere.</summary>
    public LinkBasis? RestsOn { get; init; }

    internal TimeSpan ValidFor => ExpiresAt - IssuedAt;

    /// <summary>Keeps id and payload out of logs.</summary>
    public override string ToString() => Purpose.ToString();
}

/// <summary>Names a link of a member, so that all of them can be found (SI-8).</summary>
internal sealed record LinkOfSubject(string LinkId);

/// <summary>
/// Links that are mailed. The secret half of a link's token is derived from its id and never stored or queued: a mail that is sent again carries the
/// same link, and whoever reads tables or queues gets none.
/// </summary>
/// <remarks>A link's id begins with the hour in which its row may go, so that the row's key follows from the token and the sweep finds what has ended.</remarks>
public sealed class MailedLinks(TableServiceClient tables, KeyedHasher hasher, TimeProvider clock)
{
    private const string Kind = "link";
    private const int HourLength = 4;
    private const int IdLength = 22;
    private const int SecretLength = 22;

    /// <summary>A dead link is kept for a while, so that who opens it late is told so.</summary>
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(1);

    private readonly Rows<MailedLink> rows = new(tables, TableNames.OneTimeTokens, MailJson.Default.MailedLink);
    private readonly Rows<LinkOfSubject> ofSubjects = new(tables, TableNames.OneTimeTokens, MailJson.Default.LinkOfSubject);

    /// <summary>Makes a link: two storage calls. The row that leads from the member to the link comes first.</summary>
    public async Task<MailedLink> IssueAsync(LinkPurpose purpose, string? subjectId, string? payload, TimeSpan validFor, LinkBasis? restsOn = null)
    {
        var now = clock.GetUtcNow();
        var link = new MailedLink(NewId(now + validFor + KeptAfterExpiry), purpose, subjectId, payload, now, now + validFor, UsedAt: null, hasher.CurrentVersion) { RestsOn = restsOn };
        await ofSubjects.AddAsync(KeyOfSubject(link), new LinkOfSubject(link.Id));
        await rows.AddAsync(KeyOf(link.Id), link);
        return link;
    }

    /// <summary>The link's token of 44 letters and digits, for the mail and nothing else.</summary>
    public string TokenOf(MailedLink link) => TokenOf(link.Purpose, link.Id, link.HashVersion);

    /// <summary>How the link is spelled in its mail.</summary>
    public MailLink SpelledOut(MailedLink link) => new(TokenOf(link), link.ValidFor, link.ExpiresAt);

    /// <summary>The link by its id, used or not; null when there is none (any more).</summary>
    public async Task<MailedLink?> FindByIdAsync(LinkPurpose purpose, string linkId, CancellationToken cancellationToken) =>
        (await rows.FindAsync(KeyOf(linkId), cancellationToken))?.Value is { } link && link.Purpose == purpose ? link : null;

    /// <summary>The link that a token spells, used and expired ones too; null when it never was one, or is long gone.</summary>
    public async Task<MailedLink?> FindByTokenAsync(LinkPurpose purpose, string token, CancellationToken cancellationToken) =>
        token.Length == IdLength + SecretLength && SecretToken.IsSpelled(token)
        && hasher.Versions.Any(version => SecretToken.AreEqual(token, TokenOf(purpose, token[..IdLength], version)))
        && await FindByIdAsync(purpose, token[..IdLength], cancellationToken) is { SubjectId: not null } link
            ? link
            : null;

    /// <returns>The link that the token opens, or that it never was one, or is used or too old. What it rests on is for others to judge.</returns>
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

    /// <summary>Uses the link up. To be called when what it is for is done: until then it can be posted again.</summary>
    public Task UseAsync(MailedLink link) =>
        rows.ChangeAsync(KeyOf(link.Id), present => present is { UsedAt: null } ? present with { UsedAt = clock.GetUtcNow(), Payload = null } : Errors.NotAnyMore);

    /// <summary>Deletes all links of a member (SI-8).</summary>
    public async Task ForgetAsync(string subjectId)
    {
        await foreach (var link in ofSubjects.ListAsync(RowRange.Partition(PartitionOfSubject(subjectId)), CancellationToken.None))
        {
            await rows.DeleteAsync(KeyOf(link.Value.LinkId));
            await ofSubjects.DeleteAsync(link.Key);
        }
    }

    /// <summary>Deletes the links that have long been dead.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var link in rows.ListAsync(HourKeys.Ended(Kind, clock.GetUtcNow()), cancellationToken))
        {
            await ofSubjects.DeleteAsync(KeyOfSubject(link.Value));
            await rows.DeleteAsync(link.Key);
        }
    }

    private string TokenOf(LinkPurpose purpose, string linkId, int hashVersion) =>
        linkId + SecretToken.Spell(hasher.Derive(hashVersion, "mailed-link", purpose.ToString(), linkId), SecretLength);

    private static string NewId(DateTimeOffset keptUntil) =>
        SecretToken.Spell((long)(keptUntil - DateTimeOffset.UnixEpoch).TotalHours, HourLength) + SecretToken.Random(IdLength - HourLength);

    private static RowKey KeyOf(string linkId)
    {
        var keptUntil = DateTimeOffset.UnixEpoch + TimeSpan.FromHours(SecretToken.ReadNumber(linkId.AsSpan(0, HourLength)));
        return new RowKey(HourKeys.Partition(Kind, keptUntil, linkId), linkId);
    }

    private static RowKey KeyOfSubject(MailedLink link) => new(PartitionOfSubject(link.SubjectId ?? link.Id), link.Id);

    private static string PartitionOfSubject(string subjectId) => $"of-{subjectId}";
}
