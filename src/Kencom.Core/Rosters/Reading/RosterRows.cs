using System.IO.Hashing;
using System.Runtime.InteropServices;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>The rows of one roster file: of persons of this insurer, and bad ones that may be about them.</summary>
internal sealed class RosterRows(DroppedFile file, EraTable? eras, KeyedHasher hasher, RosterBlobs blobs) : IRows<IRosterFileRow>
{
    private readonly InsurerNumber folder =
        InsurerNumber.TryParse(file.Owner, out var number) ? number : throw new ArgumentException("Not an insurer's file.", nameof(file));

    private readonly RosterRowParser parser = new(eras);
    private readonly SharedIdFinder sharedIds = new(file.Size);
    private readonly List<LooseRow> looseRows = [];

    public ColumnSet Columns => RosterColumns.Set;

    /// <summary>A row with another insurer's number is not imported (RST-12), but it may be the insurer's own person with a wrong number.</summary>
    public ParsedRow<IRosterFileRow> Parse(RowFields fields)
    {
        var parsed = parser.Parse(fields);
        return parsed.Row is RosterRow row && row.Card.InsurerNumber != folder
            ? RosterRowParser.Refuse(row, SkippedAs.OfAnotherInsurer, new RowProblem(RosterColumns.NameOf(RosterColumns.InsurerNumber), "フォルダーと異なる保険者番号です。"))
            : parsed;
    }

    public ParsedRow<IRosterFileRow> Refuse(IRosterFileRow row, RowProblem problem) => RosterRowParser.Refuse((RosterRow)row, SkippedAs.Bad, problem);

    public void Take(in ParsedRow<IRosterFileRow> row)
    {
        if (row.Row is RosterRow { PersonId: { } id } person)
        {
            // Any hash tells equal ids; only those that are shared are stored, and only as keyed hashes.
            sharedIds.Add(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan())), id, string.GetHashCode(person.Name.Step1, StringComparison.Ordinal), person.BirthDate.DayNumber);
        }
        else if (row.Row is BadRosterRow bad && looseRows.Count <= LooseRows.Maximum)
        {
            using var hashing = new RosterHasher(hasher, file.HashVersion);
            looseRows.AddRange(bad.MayBe.Where(values => CardOf(values) is null).Select(values => LooseRow.From(bad.Line, values, hashing)).Where(loose => loose.SaysAnything));
        }
    }

    public void Stage(IReadOnlyList<IRosterFileRow> rows, StagedRows to)
    {
        using var hashing = new RosterHasher(hasher, file.HashVersion);
        foreach (var row in rows)
        {
            if (row is RosterRow person)
            {
                Stage(StagedRow.From(person, file.Owner, hashing), to);
            }
            else if (row is BadRosterRow bad)
            {
                foreach (var values in bad.MayBe)
                {
                    if (CardOf(values) is { } card)
                    {
                        Stage(StagedRow.Bad(bad.Line, card, values, hashing), to);
                    }
                }
            }
        }
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        using var hashing = new RosterHasher(hasher, file.HashVersion);
        await blobs.WriteSharedIdsAsync(file.Id, sharedIds.Found(id => hashing.Id(id)), cancellationToken);
        await blobs.WriteLooseRowsAsync(file.Id, LooseRows.Of(looseRows).Seal(LooseRows.KeyFor(hasher, file)), cancellationToken);
    }

    /// <summary>A row in the folder is about the folder's insurer, whatever number it names.</summary>
    private Card? CardOf(ReadableValues values) => (values with { InsurerNumber = folder }).CardOf(folder);

    private void Stage(in StagedRow row, StagedRows to) =>
        to.Keep(row.Write(to.Next(RosterKeys.Part(row.CardKey, file.Parts), StagedRow.MaximumSize)));
}
