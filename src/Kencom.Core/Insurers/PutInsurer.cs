using System.Net.Sockets;
using Kencom.Core.Cards;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Insurers;

/// <summary>How an operator wants an insurer (STF-4).</summary>
public sealed record PutInsurerCommand(
    StaffMember Who, string InsurerNumber, string? Name, bool? InsuredOnly, int? DependentsFromAge, Maintenance? Maintenance,
    IReadOnlyList<string?>? ExemptNetworks, EraTable? EraTable, string? ContactEmail, bool? PasskeyForResults, IReadOnlyList<string?>? SameAs, Expected Expected);

/// <summary>Keeps an insurer as an operator wants it, new or not; not over what another operator has written meanwhile.</summary>
public sealed class PutInsurer(InsurerStore insurers, AuditLog audit, QueueSender queue)
{
    private const int MaximumName = 100;
    private const int MaximumMessage = 500;
    private const int MaximumNetworks = 100;
    private const int MaximumSameAs = 20;
    private const int OldestAge = 120;
    private const int WidestIPv4 = 16;
    private const int WidestIPv6 = 32;

    public async Task<Result<Insurer>> HandleAsync(PutInsurerCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var isNumber = InsurerNumber.TryParse(command.InsurerNumber, out var number) && number.Value == command.InsurerNumber;
        errors.Require(isNumber, "insurerNumber", "保険者番号は6桁または8桁の数字です。");
        errors.Require(
            command.Name?.Trim() is { Length: > 0 and <= MaximumName } name && !name.Any(BreaksLines), "name", "名称を、改行などを含めず100文字以内で入力してください。");
        errors.Require(command.DependentsFromAge is null or (>= 0 and <= OldestAge), "dependentsFromAge", "0から120までの年齢を入力してください。");
        CheckMaintenance(command.Maintenance, errors);
        var networks = command.ExemptNetworks ?? [];
        errors.Require(networks.Count <= MaximumNetworks && networks.All(IsNetwork), "exemptNetworks", "ネットワークは192.0.2.0/24や2001:db8::/32のような形で、100個まで入力できます。IPv4は/16、IPv6は/32より広いものは入力できません。");
        errors.Require(command.InsuredOnly is not null, "insuredOnly", "被保険者だけかどうかを指定してください。");
        errors.Require(command.PasskeyForResults is not null, "passkeyForResults", "健診結果にパスキーを求めるかどうかを指定してください。");
        errors.Require(command.ContactEmail is null || EmailAddress.IsValid(command.ContactEmail), "contactEmail", "連絡先のメールアドレスの形式が正しくありません。");
        var sameAs = command.SameAs ?? [];
        errors.Require(sameAs.Count <= MaximumSameAs && sameAs.All(other => IsOther(other, number)), "sameAs", "ほかの保険者番号を6桁または8桁の数字で、20個まで入力してください。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(new AuditEntry(command.Who, "put-insurer", number.Value, Reason: null));
        Insurer? before = null;
        var changed = await insurers.ChangeAsync(
            number.Value,
            present =>
            {
                before = present;
                return command.Expected.Is(present?.Revision) ? Apply(command, present) : Errors.ChangedMeanwhile;
            });
        if (changed.IsSuccess)
        {
            await LinkRostersAsync(number.Value, before?.SameAs ?? []);
        }

        return changed;
    }

    /// <summary>
    /// Tells the rosters which insurers count as one now (EL-8): this one's, and those of the insurers that do or did. Told again when nothing has changed, so that
    /// repeating a request that died halfway mends it.
    /// </summary>
    private async Task LinkRostersAsync(string insurerNumber, IEnumerable<string> former)
    {
        var concerned = former.Union(await insurers.ListDeclaredOneAsync(insurerNumber, CancellationToken.None), StringComparer.Ordinal).ToList();
        if (concerned.Count > 0)
        {
            foreach (var number in concerned.Append(insurerNumber))
            {
                await queue.SendAsync(QueueNames.LinkRoster, new LinkRosterMessage(number, Part: 0));
            }
        }
    }

    /// <summary>All settings are replaced; what is no setting stays.</summary>
    private static Insurer Apply(PutInsurerCommand command, Insurer? present) => new()
    {
        Number = command.InsurerNumber,
        Name = command.Name!.Trim(),
        InsuredOnly = command.InsuredOnly!.Value,
        DependentsFromAge = command.DependentsFromAge,
        Maintenance = command.Maintenance,
        ExemptNetworks = [.. (command.ExemptNetworks ?? []).Select(network => network!)],
        EraTable = command.EraTable,
        ContactEmail = command.ContactEmail,
        PasskeyForResults = command.PasskeyForResults!.Value,
        SameAs = [.. (command.SameAs ?? []).Select(other => other!).Distinct(StringComparer.Ordinal)],
        ContractEnd = present?.ContractEnd,
    };

    /// <summary>Control characters, and Unicode's own separators of lines and paragraphs.</summary>
    private static bool BreaksLines(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    private static bool IsOther(string? text, InsurerNumber self) =>
        InsurerNumber.TryParse(text, out var other) && other.Value == text && other != self;

    private static void CheckMaintenance(Maintenance? maintenance, FieldErrors errors)
    {
        if (maintenance is not null)
        {
            errors.Require(maintenance.From < maintenance.To, "maintenance.to", "終わりは始まりよりあとにしてください。");
            errors.Require(maintenance.Message?.Trim().Length is > 0 and <= MaximumMessage, "maintenance.message", "お知らせを500文字以内で入力してください。");
        }
    }

    /// <summary>In CIDR notation, and no wider than an organisation's own: who is in it meets no captcha (SI-4).</summary>
    private static bool IsNetwork(string? text) =>
        text is not null && Networks.TryParse(text, out var network)
        && network.PrefixLength >= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? WidestIPv4 : WidestIPv6);
}
