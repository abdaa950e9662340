using System.Collections.Immutable;
using Kencom.Core.Security;

namespace Kencom.Core.Insurers;

/// <summary>How an era digit before six digits of a date is read; the tables in use disagree about 5 (RST-2).</summary>
public enum EraTable
{
    /// <summary>Pension offices': 1 明治, 3 大正, 5 昭和, 7 平成, 9 令和.</summary>
    Nenkin,

    /// <summary>Receipts': 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和.</summary>
    Receipt,
}

/// <summary>A time in which an insurer's members cannot be checked (EL-10).</summary>
/// <param name="Message">Shown to the person, in Japanese.</param>
public sealed record Maintenance(DateTimeOffset From, DateTimeOffset To, string Message);

/// <summary>A health insurer that has joined.</summary>
public sealed record Insurer
{
    /// <summary>Canonical (EL-2).</summary>
    public required string Number { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether only insured persons may use kencom (EL-9).</summary>
    public bool InsuredOnly { get; init; }

    /// <summary>The age in completed years from which dependents may use kencom; null for any (EL-9).</summary>
    public int? DependentsFromAge { get; init; }

    public Maintenance? Maintenance { get; init; }

    /// <summary>Networks from which no captcha is asked (SI-4), in CIDR form.</summary>
    public ImmutableArray<string> ExemptNetworks { get; init; } = [];

    public EraTable? EraTable { get; init; }

    /// <summary>The address to which links to print files (FILE-4) and news of the contract are mailed.</summary>
    public string? ContactEmail { get; init; }

    /// <summary>Whether members are asked for a passkey before results are shown (SI-11).</summary>
    public bool PasskeyForResults { get; init; }

    /// <summary>
    /// Numbers of insurers that count as one with this, for who changes between them at retirement (EL-8): enough that one of two names the other
    /// (<see cref="InsurerStore.ListDeclaredOneAsync"/>).
    /// </summary>
    public ImmutableArray<string> SameAs { get; init; } = [];

    /// <summary>The end of the contract, once it is planned (RST-11).</summary>
    public ContractEnd? ContractEnd { get; init; }

    /// <summary>Another with each change: what an operator has read is told by it from what another has written since (STF-4).</summary>
    public string Revision { get; init; } = "";
}

/// <summary>A planned end of an insurer's contract, which needs two operators (RST-11).</summary>
/// <param name="ConfirmedAt">When the second operator confirmed it; null before.</param>
/// <param name="RemovedOn">The day in Japan on which everything goes; null before it is confirmed.</param>
public sealed record ContractEnd(StaffMember RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? ConfirmedAt, DateOnly? RemovedOn);

/// <summary>A group whose members register by its code instead of a card (REG-7).</summary>
public sealed record Group(string Code, string Name)
{
    /// <summary>The address to which links to print files are mailed (FILE-4).</summary>
    public string? ContactEmail { get; init; }

    /// <inheritdoc cref="Insurer.Revision"/>
    public string Revision { get; init; } = "";
}
