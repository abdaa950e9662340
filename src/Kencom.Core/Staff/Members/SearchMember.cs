using System.Diagnostics.Metrics;
using Kencom.Core.Accounts;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>What support knows of a member: name, birth date and insurer; the card as well, if the person gave it unasked; or login id and birth date.</summary>
public sealed record SearchMemberCommand(
    StaffAct Act, string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Email);

/// <summary>
/// Finds the one member who fits all that is given (STF-3); several are none. Misses are counted for each person of staff and alerted: who tries out names is stopped.
/// </summary>
/// <remarks>Storage calls: the audit log 3, and 3 for a hit; the limit 1 to 2; the search 2 to 3.</remarks>
public sealed class SearchMember(
    AuditLog audit,
    SubjectAllowances allowances,
    LoginStore logins,
    InsurerStore insurers,
    FindPerson findPerson,
    MemberNames names,
    MemberStore members,
    IMeterFactory meters,
    TimeProvider clock)
{
    private delegate Task<string?> Search(CancellationToken cancellationToken);

    private readonly Counter<long> misses = meters.Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.StaffSearchMisses);

    /// <returns>The member's id.</returns>
    public async Task<Result<string>> HandleAsync(SearchMemberCommand command, CancellationToken cancellationToken)
    {
        var search = command.Email is null ? ReadNames(command) : ReadLoginId(command);
        if (!search.IsSuccess)
        {
            return search.Error;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(command.Act.Entry("search-member", "members"));
        if ((await allowances.LookAsync(Allowances.SearchMisses, command.Act.Who.Id, Caller.Unknown, cancellationToken)).Wait is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var memberId = await search.Value(cancellationToken);
        if (memberId is null || await members.FindAsync(memberId, cancellationToken) is not { LeavingSince: null })
        {
            return await MissAsync(command.Act.Who);
        }

        await audit.AddAsync(command.Act.Entry("find-member", memberId));
        return memberId;
    }

    private async Task<Error> MissAsync(StaffMember who)
    {
        misses.Add(1, new KeyValuePair<string, object?>("staff", who.Id));
        return await allowances.TakeAsync(Allowances.SearchMisses, who.Id) is { } wait ? Errors.TooManyRequests(wait) : Errors.NotFound;
    }

    /// <summary>The login id exactly as registered, the case included.</summary>
    private Result<Search> ReadLoginId(SearchMemberCommand command)
    {
        var errors = new FieldErrors();
        var birthDate = PersonFields.ReadBirthDate(command.BirthDate, JapanTime.Today(clock), errors);
        errors.Require(command.Email!.Length is > 0 and <= EmailAddress.MaxLength, "email", "メールアドレスを入力してください。");
        errors.Require(
            command is { KanaName: null, InsurerNumber: null, CardSymbol: null, CardNumber: null },
            "email", "メールアドレスで探すときは、生年月日のほかは指定できません。");
        return errors.Any ? Errors.ValidationFailed(errors) : new Search(async token =>
            await logins.FindAsync(command.Email, token) is { } login && login.Value.Email == command.Email
            && await members.FindAsync(login.Value.MemberId, token) is { } member && member.BirthDate == birthDate
                ? member.Id
                : null);
    }

    private Result<Search> ReadNames(SearchMemberCommand command)
    {
        var errors = new FieldErrors();
        var today = JapanTime.Today(clock);
        if (command.CardNumber is not null || command.CardSymbol is not null)
        {
            var claimed = CardFields.Read(command.KanaName, command.BirthDate, command.InsurerNumber, command.CardSymbol, command.CardNumber, today, errors);
            return errors.Any ? Errors.ValidationFailed(errors) : new Search(async token =>
                await insurers.FindAsync(claimed.Card.InsurerNumber.Value, token) is { } insurer ? (await findPerson.HandleAsync(insurer, claimed, token)).MemberId : null);
        }

        var (name, birthDate) = PersonFields.Read(command.KanaName, command.BirthDate, today, errors);
        errors.Require(InsurerNumber.TryParse(command.InsurerNumber, out var number), "insurerNumber", "保険者番号は6桁または8桁の数字で入力してください。");
        return errors.Any ? Errors.ValidationFailed(errors) : new Search(token => names.FindAsync(number, name, birthDate, token));
    }
}
