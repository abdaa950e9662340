using System.Net.Sockets;
using Kencom.Core.Cards;
using Kencom.Core.Security;

namespace Kencom.Core.Insurers;

/// <summary>How an operator wants an insurer (STF-4).</summary>
public sealed record PutInsurerCommand(
    StaffMember Who, string InsurerNumber, string? Name, bool? InsuredOnly, int? DependentsFromAge, Maintenance? Maintenance,
    IReadOnlyList<string?>? ExemptNetworks, EraTable? EraTable);

/// <summary>Keeps an insurer as an operator wants it, new or not.</summary>
public sealed class PutInsurer(InsurerStore insurers, AuditLog audit)
{
    private const int MaximumName = 100;
    private const int MaximumMessage = 500;
    private const int MaximumNetworks = 100;
    private const int OldestAge = 120;
    private const int WidestIPv4 = 16;
    private const int WidestIPv6 = 32;

    public async Task<Result<Insurer>> HandleAsync(PutInsurerCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var isNumber = InsurerNumber.TryParse(command.InsurerNumber, out var number) && number.Value == command.InsurerNumber;
        errors.Require(isNumber, "insurerNumber", "保険者番号は6桁または8桁の数字です。");
        errors.Require(command.Name?.Trim().Length is > 0 and <= MaximumName, "name", "名称を100文字以内で入力してください。");
        errors.Require(command.DependentsFromAge is null or (>= 0 and <= OldestAge), "dependentsFromAge", "0から120までの年齢を入力してください。");
        CheckMaintenance(command.Maintenance, errors);
        var networks = command.ExemptNetworks ?? [];
        errors.Require(networks.Count <= MaximumNetworks && networks.All(IsNetwork), "exemptNetworks", "ネットワークは192.0.2.0/24や2001:db8::/32のような形で、100個まで入力できます。IPv4は/16、IPv6は/32より広いものは入力できません。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        var insurer = new Insurer
        {
            Number = number.Value,
            Name = command.Name!.Trim(),
            InsuredOnly = command.InsuredOnly ?? false,
            DependentsFromAge = command.DependentsFromAge,
            Maintenance = command.Maintenance,
            ExemptNetworks = [.. networks.Select(network => network!)],
            EraTable = command.EraTable,
        };
        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(new AuditEntry(command.Who, "put-insurer", insurer.Number, Reason: null));
        await insurers.PutAsync(insurer);
        return insurer;
    }

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
