using System.Globalization;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>
/// Tells the members of an insurer that its contract ends, and when their results go (RST-11). A bounded number a look, which leaves the next step to another look.
/// </summary>
public sealed class TellMembersOfContractEnd(InsurerStore insurers, MemberNames names, MemberStore members, MailOutbox mails, KeyedHasher hasher, Due due, TimeProvider clock) : IMailComposer
{
    internal const string Kind = "contract-end-notice";

    private const int MembersAtOnce = 100;
    private const string InsurerNumber = "insurer";
    private const string RemovedOn = "removedOn";

    MailKind IMailComposer.Kind => MailKind.ContractEnding;

    internal static string FirstStep(string insurerNumber) => $"{insurerNumber} ";

    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email, LeavingSince: null, InsurerName: { } insurer }
            ? new MailContent(email, new ContractEndingMail(insurer, DateOnly.Parse(order.Values![RemovedOn], CultureInfo.InvariantCulture)))
            : null;

    private async Task<DateTimeOffset?> LookAsync(string step, CancellationToken cancellationToken)
    {
        var parts = step.Split(' ');
        var (insurerNumber, after) = (parts[0], parts[1]);
        if (await insurers.ReadAsync(insurerNumber, cancellationToken) is not { ContractEnd: { RemovedOn: { } removedOn } })
        {
            return null; // Still to be confirmed: that begins anew.
        }

        var told = await names.ListOfInsurerAsync(insurerNumber, after, cancellationToken).Take(MembersAtOnce).ToListAsync(cancellationToken);
        foreach (var memberId in told)
        {
            await mails.QueueAsync(OrderFor(memberId, insurerNumber, removedOn));
        }

        if (told.Count == MembersAtOnce)
        {
            await due.AddAsync(new DueEntry(Kind, $"{insurerNumber} {told[^1]}", clock.GetUtcNow()));
        }

        return null;
    }

    private MailOrder OrderFor(string memberId, string insurerNumber, DateOnly removedOn)
    {
        var day = removedOn.ToString("O", CultureInfo.InvariantCulture);
        return new MailOrder(
            MailIds.Derive(hasher, MailKind.ContractEnding, insurerNumber, memberId, day),
            MailKind.ContractEnding,
            memberId,
            new Dictionary<string, string>(StringComparer.Ordinal) { [InsurerNumber] = insurerNumber, [RemovedOn] = day });
    }
}
