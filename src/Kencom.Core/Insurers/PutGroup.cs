using Kencom.Core.Security;

namespace Kencom.Core.Insurers;

/// <summary>How an operator wants a group (STF-4).</summary>
public sealed record PutGroupCommand(StaffMember Who, string GroupCode, string? Name, string? ContactEmail, Expected Expected);

/// <summary>Keeps a group as an operator wants it, new or not.</summary>
public sealed class PutGroup(InsurerStore insurers, AuditLog audit)
{
    private const int MaximumName = 200;

    public async Task<Result<Group>> HandleAsync(PutGroupCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Require(InsurerStore.IsKey(command.GroupCode), "groupCode", "団体連携コードは半角の英数字とハイフンで、40文字までです。");
        errors.Require(command.Name?.Trim().Length is > 0 and <= MaximumName, "name", "名称を200文字以内で入力してください。");
        errors.Require(command.ContactEmail is null || EmailAddress.IsValid(command.ContactEmail), "contactEmail", "連絡先のメールアドレスの形式が正しくありません。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(new AuditEntry(command.Who, "put-group", command.GroupCode, Reason: null));
        return await insurers.ChangeGroupAsync(
            command.GroupCode,
            present => command.Expected.Is(present?.Revision)
                ? new Group(command.GroupCode, command.Name!.Trim()) { ContactEmail = command.ContactEmail }
                : Errors.ChangedMeanwhile);
    }
}
