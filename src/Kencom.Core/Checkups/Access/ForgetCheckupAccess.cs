using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Members;

namespace Kencom.Core.Checkups.Access;

/// <summary>
/// When a member leaves (SI-8): what the member had proved goes, and a group's person is free for another account. Results and codes are the person's, not the
/// account's: they stay (CK-7).
/// </summary>
public sealed class ForgetCheckupAccess(CheckupAccessStore access, ViewingCodeStore codes) : IMemberData
{
    public async Task ForgetAsync(Member member)
    {
        if (member.GroupCode is not null && await access.FindAsync(member.Id, CancellationToken.None) is { } present)
        {
            foreach (var key in present.PersonKeys)
            {
                await codes.ChangeAsync(key, code => code switch
                {
                    null => Errors.NotAnyMore,
                    { BoundTo: { } bound } when bound == member.Id => code with { BoundTo = null },
                    _ => code,
                });
            }
        }

        await codes.RemoveAsync(member.Id);
        await access.RemoveAsync(member.Id);
    }
}
