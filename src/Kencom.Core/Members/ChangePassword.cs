using Kencom.Core.Accounts;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

public sealed record ChangePasswordCommand(Session Session, string? CurrentPassword, string? NewPassword, Caller Caller);

/// <summary>Changes the password, with the old one (SI-8); the member's other sessions end (SI-5).</summary>
public sealed class ChangePassword(FindMember findMember, ProvePassword prove, SetPassword setPassword)
{
    public async Task<Result<Done>> HandleAsync(ChangePasswordCommand command, CancellationToken cancellationToken)
    {
        var found = await findMember.HandleAsync(command.Session.MemberId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var channel = command.Session.Kind == SessionKind.App ? Channel.App : Channel.Web;
        if (setPassword.Refuse(command.NewPassword, found.Value.Email ?? "", channel) is { } refused)
        {
            return refused;
        }

        var proven = await prove.HandleAsync(
            found.Value.Id, found.Value.Email, command.CurrentPassword, "currentPassword", command.Caller, cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        return await setPassword.ChangeAsync(proven.Value, command.NewPassword!, command.Session.Id, cancellationToken);
    }
}
