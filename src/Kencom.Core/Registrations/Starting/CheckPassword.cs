using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

public sealed record CheckPasswordQuery(string? Password, string? Email, Channel? Channel, Caller Caller);

/// <summary>Tells which conditions a password meets, for a form that ticks them off while it is typed (REG-4).</summary>
/// <remarks>Storage calls: limit by network 1. The estimate is dear, and anybody may ask for it.</remarks>
public sealed class CheckPassword(PasswordRules rules, NetworkAllowances networks)
{
    /// <summary>Characters. What is merely too long for a password is judged like any other.</summary>
    private const int LongestInput = 1000;

    public async Task<Result<PasswordJudgement>> HandleAsync(CheckPasswordQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Require(query.Password is { Length: <= LongestInput }, "password", "パスワードを1000文字以内で指定してください。");
        errors.Require(query.Email is null or { Length: <= LongestInput }, "email", "メールアドレスを1000文字以内で指定してください。");
        errors.Require(query.Channel is not null, "channel", "appまたはwebを指定してください。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        return (await networks.TakeAsync(query.Caller, Allowances.PasswordChecks)).Wait is { } wait
            ? Errors.TooManyRequests(wait)
            : rules.Judge(query.Password!, query.Email ?? "", query.Channel!.Value);
    }
}
