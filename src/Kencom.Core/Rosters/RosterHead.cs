using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>Where an insurer's roster stands.</summary>
public sealed record RosterHead
{
    /// <summary>0 before the first file.</summary>
    public int Parts { get; init; }

    public int HashVersion { get; init; }

    /// <summary>Of the last roster file applied.</summary>
    public int Sequence { get; init; }

    /// <summary>The path of the last applied file that has a date in its name (RST-13).</summary>
    public string? LastDatedPath { get; init; }

    /// <summary>Of the persons with a lapsed row (EL-8).</summary>
    public string LapsedHash { get; init; } = "";

    /// <summary>Some 加入者ID leads to a person who was known before it: who comes to a card is looked up (EL-15).</summary>
    public bool HasAdoptedIds { get; init; }
}

/// <summary>Table access of the rosters' heads: one row an insurer.</summary>
public sealed class RosterHeadStore(TableServiceClient tables)
{
    private readonly Rows<RosterHead> heads = new(tables, TableNames.Rosters, RosterJson.Default.RosterHead);

    /// <summary>Where the insurer's roster stands; a new one before the first file.</summary>
    public async Task<RosterHead> GetAsync(string insurerNumber, CancellationToken cancellationToken) =>
        (await heads.FindAsync(RowKey.Of(insurerNumber), cancellationToken))?.Value ?? new RosterHead();

    /// <summary>Takes note that a file is applied; of one that is, or of an earlier one, nothing.</summary>
    public async Task MoveOnAsync(string insurerNumber, int sequence, Func<RosterHead, RosterHead> change) =>
        await heads.ChangeAsync(RowKey.Of(insurerNumber), head =>
        {
            head ??= new RosterHead();
            return head.Sequence >= sequence ? head : change(head) with { Sequence = sequence };
        });

    /// <summary>The roster is no more.</summary>
    public Task DeleteAsync(string insurerNumber) => heads.DeleteAsync(RowKey.Of(insurerNumber));
}
