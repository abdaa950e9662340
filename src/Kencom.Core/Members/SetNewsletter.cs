namespace Kencom.Core.Members;

/// <summary>Whether a member wants the newsletter (SI-8).</summary>
/// <remarks>Storage calls: 2; 1 when nothing changes.</remarks>
public sealed class SetNewsletter(MemberStore members)
{
    public async Task<Result<Done>> HandleAsync(string memberId, bool? newsletter, CancellationToken cancellationToken)
    {
        if (newsletter is not { } wanted)
        {
            return Errors.ValidationFailed("newsletter", "お知らせを受け取るかどうかを指定してください。");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (await members.ChangeAsync(memberId, member => member with { Newsletter = wanted })).IsSuccess ? default(Done) : Errors.NotSignedIn;
    }
}
