using Kencom.Core.Accounts;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>What support sees of a member: never results, answers, passwords or card values (STF-3).</summary>
public sealed record MemberForStaff(
    Member Member, string? GroupName, IReadOnlyList<Unlockable> Locked, IReadOnlyList<Session> Sessions, IReadOnlyList<StoredMail> Mails)
{
    public override string ToString() => nameof(MemberForStaff);
}

/// <summary>Shows a member to support (STF-3).</summary>
/// <remarks>Storage calls: the audit log 3, the member 1, then locks, sessions and mails at once.</remarks>
public sealed class ShowMember(
    AuditLog audit, MemberStore members, InsurerStore insurers, FindUnlockable findUnlockable, ListSessions listSessions, MailOutbox mails)
{
    private const int MostMails = 100;

    public async Task<Result<MemberForStaff>> HandleAsync(StaffAct act, string memberId, CancellationToken cancellationToken)
    {
        if (!MembersForStaff.IsId(memberId))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("show-member", memberId));
        if (await members.FindForStaffAsync(memberId, cancellationToken) is not { } member)
        {
            return Errors.NotFound;
        }

        var locked = findUnlockable.HandleAsync(member, cancellationToken);
        var sessions = listSessions.HandleAsync(memberId, cancellationToken);
        var sent = mails.ListAsync(memberId, MostMails, cancellationToken);
        var group = member.GroupCode is { } code ? await insurers.FindGroupAsync(code, cancellationToken) : null;
        return new MemberForStaff(member, group?.Name, await locked, await sessions, await sent);
    }
}

internal static class MembersForStaff
{
    /// <summary>What is no id of ours is nobody's: it is not looked up, nor written into the audit log.</summary>
    public static bool IsId(string memberId) => memberId.Length is > 0 and <= 64 && memberId.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    /// <summary>A member who is not leaving.</summary>
    public static async Task<Member?> FindForStaffAsync(this MemberStore members, string memberId, CancellationToken cancellationToken) =>
        await members.FindAsync(memberId, cancellationToken) is { LeavingSince: null } member ? member : null;
}
