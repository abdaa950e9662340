using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <param name="Confirmation">The insurer's number, typed again.</param>
public sealed record EndContractCommand(StaffAct Act, string InsurerNumber, string? Confirmation);

/// <summary>
/// Ends an insurer's contract (RST-11), by two different operators: what one began, another confirms within a week. Then the members are told, and 30 days later rows,
/// codes, results and claims go (<see cref="RemoveInsurer"/>).
/// </summary>
public sealed class EndContract(AuditLog audit, InsurerStore insurers, Due due, TimeProvider clock)
{
    private const int DaysUntilRemoval = 30;

    /// <summary>After that the first operator's request counts no more.</summary>
    private static readonly TimeSpan ConfirmableFor = TimeSpan.FromDays(7);

    /// <returns>How the end stands: without a day while a second operator is awaited.</returns>
    public async Task<Result<ContractEnd>> HandleAsync(EndContractCommand command, CancellationToken cancellationToken)
    {
        if (!InsurerStore.IsKey(command.InsurerNumber) || await insurers.ReadAsync(command.InsurerNumber, cancellationToken) is null)
        {
            return Errors.NotFound;
        }

        if (command.Confirmation != command.InsurerNumber)
        {
            return Errors.ValidationFailed("confirmation", "確認のため、保険者番号をもう一度入力してください。");
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(command.Act.Entry("end-contract", command.InsurerNumber));
        var now = clock.GetUtcNow();
        await due.AddAsync(new DueEntry(RemoveInsurer.Kind, command.InsurerNumber, now));
        await due.AddAsync(new DueEntry(TellMembersOfContractEnd.Kind, TellMembersOfContractEnd.FirstStep(command.InsurerNumber), now));
        var ended = await insurers.ChangeAsync(
            command.InsurerNumber,
            insurer => insurer is null ? Errors.NotFound : insurer with { ContractEnd = Next(insurer.ContractEnd, command.Act.Who, now) });
        return ended.IsSuccess ? ended.Value.ContractEnd! : ended.Error;
    }

    private static ContractEnd Next(ContractEnd? present, StaffMember who, DateTimeOffset now) => present switch
    {
        { ConfirmedAt: not null } => present,
        { } begun when now - begun.RequestedAt < ConfirmableFor => begun.RequestedBy.Id == who.Id
            ? begun
            : begun with { ConfirmedAt = now, RemovedOn = JapanTime.DateOf(now).AddDays(DaysUntilRemoval) },
        _ => new ContractEnd(who, now, ConfirmedAt: null, RemovedOn: null),
    };
}
