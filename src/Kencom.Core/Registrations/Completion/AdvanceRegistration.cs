using Kencom.Core.Accounts;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>
/// Takes a completion that was begun to its end (FIN-3). What it takes was written before (<see cref="CompletionIntent"/>):
/// <list type="number">
/// <item>the person's claim, then the address's login: inserted rows that only one can have, which decide who wins (FIN-2);</item>
/// <item>the member, and the session when somebody waits for it;</item>
/// <item>the registration as completed, and the message that has the rest done.</item>
/// </list>
/// Each step can be repeated. The request, the queue and the sweep call this, several of them at once if need be; whoever finds that the intent is another's by
/// now gives back what it took itself.
/// </summary>
public sealed class AdvanceRegistration(
    RegistrationStore registrations, ClaimStore claims, LoginStore logins, MemberStore members, SessionStore sessions, QueueSender queues, Sealer sealer)
{
    /// <param name="session">The session to be started; null when nobody waits for it.</param>
    /// <returns>The completed registration, or why there is none: the person or the address is a member's already, or the intent holds no more.</returns>
    public async Task<Result<Row<Registration>>> HandleAsync(Row<Registration> row, Session? session)
    {
        if (row.Value is not { State: RegistrationState.Confirmed, Intent: { } intent, Person: { } person } registration)
        {
            return row.Value.State == RegistrationState.Completed ? row : Errors.NotAnyMore;
        }

        if (intent.PersonKey is { } personKey && await ClaimAsync(registration, personKey, intent.MemberId) != intent.MemberId)
        {
            return await GiveUpAsync(row, intent, Errors.PersonAlreadyRegistered);
        }

        if (await AddLoginAsync(registration, intent) != intent.MemberId)
        {
            return await GiveUpAsync(row, intent, Errors.EmailTaken);
        }

        await AddMemberAsync(NewMember(registration, intent, person), session);
        return await RecordAsync(row, intent);
    }

    /// <summary>Gives back what completions took that were given up. Can be repeated, and must be when the last of them can have ended.</summary>
    public async Task ReleaseAsync(Registration registration, IEnumerable<CompletionIntent> intents)
    {
        foreach (var intent in intents)
        {
            if (intent.PersonKey is { } personKey)
            {
                await claims.ReleaseAsync(personKey, intent.MemberId);
            }

            if (registration.Email.Length > 0)
            {
                await logins.RemoveAsync(registration.Email, intent.MemberId);
            }
        }
    }

    /// <returns>The member who has the claim then. One that an earlier try of this very registration left is taken over.</returns>
    private async Task<string> ClaimAsync(Registration registration, string personKey, string memberId)
    {
        var holder = await claims.AddAsync(personKey, memberId);
        if (holder == memberId || !registration.Owns(holder))
        {
            return holder;
        }

        await claims.ReleaseAsync(personKey, holder);
        return await claims.AddAsync(personKey, memberId);
    }

    private async Task<string> AddLoginAsync(Registration registration, CompletionIntent intent)
    {
        var memberId = intent.MemberId;
        var login = new Login(registration.Email, registration.PasswordHash, memberId) { Devices = intent.Devices };
        var holder = (await logins.AddAsync(login)).Row.Value.MemberId;
        if (holder == memberId || !registration.Owns(holder))
        {
            return holder;
        }

        await logins.RemoveAsync(registration.Email, holder);
        return (await logins.AddAsync(login)).Row.Value.MemberId;
    }

    /// <summary>One call; more only if another run of this completion has made the member.</summary>
    private async Task AddMemberAsync(Member member, Session? session)
    {
        if (session is null)
        {
            await members.AddAsync(member);
        }
        else if (!await RowBatch.TryWriteAsync(members.Adding(member), sessions.Adding(session)))
        {
            await sessions.AddAsync(session);
            await members.AddAsync(member);
        }
    }

    private async Task<Result<Row<Registration>>> RecordAsync(Row<Registration> row, CompletionIntent intent)
    {
        var recorded = await registrations.ChangeAsync(row, present => present switch
        {
            { State: RegistrationState.Completed } when present.MemberId == intent.MemberId => present,
            { State: RegistrationState.Confirmed } when present.Intent?.MemberId == intent.MemberId =>
                present with { State = RegistrationState.Completed, WaitingUntil = null, WaitingSince = null },
            _ => Errors.NotAnyMore,
        });
        if (!recorded.IsSuccess)
        {
            await UndoAsync(row.Value, intent);
            return recorded.Error;
        }

        await queues.SendAsync(QueueNames.FinishRegistration, new FinishRegistrationMessage(row.Value.Id));
        return recorded;
    }

    /// <summary>First the registration lets go of the intent, then that of what it took: in between nobody can begin with the same member id.</summary>
    private async Task<Error> GiveUpAsync(Row<Registration> row, CompletionIntent intent, Error reason)
    {
        await registrations.ChangeAsync(row, present => present.State == RegistrationState.Confirmed && present.Intent?.MemberId == intent.MemberId
            ? present.WithoutIntent()
            : present);
        await ReleaseAsync(row.Value, [intent]);
        return reason;
    }

    /// <summary>
    /// The registration was changed or ended meanwhile, or its member has left: nothing of this try may stay. A member whom this try made, and whom
    /// another has not completed, is nobody yet.
    /// </summary>
    private async Task UndoAsync(Registration registration, CompletionIntent intent)
    {
        await ReleaseAsync(registration, [intent]);
        await sessions.EndAllAsync(intent.MemberId, exceptId: null);
        await members.RemoveAsync(intent.MemberId);
    }

    private Member NewMember(Registration registration, CompletionIntent intent, ConfirmedPerson person) => new()
    {
        Id = intent.MemberId,
        RegistrationId = registration.Id,
        Email = registration.Email,
        KanaName = person.KanaName,
        BirthDate = person.BirthDate,
        InsurerNumber = person.InsurerNumber,
        InsurerName = person.InsurerName,
        GroupCode = registration.GroupCode,
        PersonKeys = intent.PersonKey is null ? [] : [intent.PersonKey],
        CardKey = person.CardKey,
        SealedCheck = person.Card is { } card
            ? new ConfirmedCheck(person.KanaName, person.BirthDate, card.InsurerNumber, card.Symbol, card.Number).SealFor(intent.MemberId, sealer)
            : null,
        MatchStep = person.LadderStep,
        Newsletter = registration.Newsletter,
        AcceptedTerms = registration.Terms,
        InviterMemberId = registration.InviterMemberId,
        JoinedAt = registration.ChangedAt,
    };
}
