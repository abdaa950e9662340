using Kencom.Core.Mail;

namespace Kencom.Core.Members;

/// <summary>Tells the page that a link to a new address opened how the link stands (SI-8). Changes nothing.</summary>
/// <remarks>Storage calls: 1, for a link that may still work 2.</remarks>
public sealed class CheckEmailChangeLink(MailedLinks links, MemberStore members)
{
    public async Task<Result<MailedLinkState>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (await links.FindByTokenAsync(LinkPurpose.EmailChange, token, cancellationToken) is not { } link)
        {
            return Errors.LinkInvalid;
        }

        return links.StateOf(link) ?? await StateForMemberAsync(link, cancellationToken);
    }

    /// <summary>A change that was interrupted has moved the address already, and its link goes on.</summary>
    private async Task<MailedLinkState> StateForMemberAsync(MailedLink link, CancellationToken cancellationToken)
    {
        var change = EmailChange.FromPayload(link.Payload!);
        return await members.FindAsync(link.SubjectId!, cancellationToken) is { LeavingSince: null } member && (member.Email == change.From || member.Email == change.To)
            ? MailedLinkState.Valid
            : MailedLinkState.Replaced;
    }
}
