using Kencom.Core.Captcha;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>The card as the person typed it (EL-1).</summary>
public sealed record RemindLoginIdCommand(
    string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Captcha, Caller Caller);

/// <summary>
/// Mails the login id to a member whose card matches (SI-7). The answer is always the same, and every request counts against the limits of EL-12: were only
/// misses counted, the count would tell who is a member.
/// </summary>
/// <remarks>Storage calls: the network's count 1, the captcha's use 1, the limits 3, the insurer 0–1, the card 1, the claim 1, the mail 2.</remarks>
public sealed class RemindLoginId(
    CaptchaGate captcha, ProbingLimits limits, InsurerStore insurers, FindPerson findPerson, ClaimStore claims, MailOutbox mails, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(RemindLoginIdCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var claimed = CardFields.Read(
            command.KanaName, command.BirthDate, command.InsurerNumber, command.CardSymbol, command.CardNumber, JapanTime.Today(clock), errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        if (await captcha.PassAsync(command.Caller, command.Captcha, CaptchaPurpose.LoginIdReminder, cancellationToken) is { } asked)
        {
            return asked;
        }

        if (await limits.TakeAsync(claimed, command.Caller.Address, cancellationToken) is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var memberId = await FindMemberAsync(claimed, cancellationToken);
        await mails.QueueAsync(ComposeLoginIdReminderMail.OrderFor(memberId));
        return default(Done);
    }

    private async Task<string?> FindMemberAsync(ClaimedPerson claimed, CancellationToken cancellationToken)
    {
        var insurer = await insurers.FindAsync(claimed.Card.InsurerNumber.Value, cancellationToken);
        var search = insurer is null ? null : await findPerson.HandleAsync(insurer, claimed, cancellationToken);
        if (search?.Person is null)
        {
            await claims.FindAsync("nobody", cancellationToken); // A hit looks for its claim, too: the time must not tell.
        }

        return search?.MemberId;
    }
}
