using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

public sealed record CheckPasswordQuery(string? Password, string? Email, Channel? Channel);

/// <summary>Tells which conditions a password meets, for a form that ticks them off while it is typed (REG-4). Stores nothing.</summary>
public sealed class CheckPassword(PasswordRules rules)
{
    public Result<PasswordConditions> Handle(CheckPasswordQuery query)
    {
        var errors = new FieldErrors();
        errors.Require(query.Password is not null, "password", "パスワードを指定してください。");
        errors.Require(query.Channel is not null, "channel", "appまたはwebを指定してください。");
        return errors.Any ? Errors.ValidationFailed(errors) : rules.Check(query.Password!, query.Email ?? "", query.Channel!.Value);
    }
}
