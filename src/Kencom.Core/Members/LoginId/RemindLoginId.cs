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
/// <remarks>Storage calls: the allowances of person and card 6, the captcha's use 1, the network's allowance 1, the insurer 0–1, the person 3, the mail 2.</remarks>
public sealed class RemindLoginId(
    Admission admission, InsurerStore insurers, FindPerson findPerson, MailOutbox mails, KeyedHasher hasher, TimeProvider clock)
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

        var request = new AdmissionRequest(
            command.Caller,
            CaptchaPurpose.LoginIdReminder,
            command.Captcha,
            Allowances.RemindersOfNetwork,
            [.. ProbedPerson.Uses(claimed, Allowances.RemindersOfPerson, Allowances.RemindersOfCard)]);
        if (await admission.AdmitAsync(request, cancellationToken) is { } refused)
        {
            return refused;
        }

        var memberId = await FindMemberAsync(claimed, cancellationToken);
        await mails.QueueAsync(ComposeLoginIdReminderMail.OrderFor(memberId) with { Cause = MailCause.Of(hasher, command.Caller) });
        return default(Done);
    }

    private async Task<string?> FindMemberAsync(ClaimedPerson claimed, CancellationToken cancellationToken)
    {
        var insurer = await insurers.FindAsync(claimed.Card.InsurerNumber.Value, cancellationToken);
        return insurer is null ? null : (await findPerson.HandleAsync(insurer, claimed, cancellationToken)).MemberId;
    }
}
