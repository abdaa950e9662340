using System.Collections.Immutable;
using Azure.Data.Tables;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.Files;

/// <summary>A person with results or a code, the card that tells of the coverage, and the last day on which that was known to last.</summary>
internal sealed record RetainedPerson(string PersonKey, string CardKey, DateOnly CoveredOn);

/// <summary>Persons who got results or codes together.</summary>
internal sealed record RetentionBatch(ImmutableArray<RetainedPerson> Persons);

/// <summary>
/// Deletes results and codes a set time after coverage ended (CK-7). Persons are looked at in batches, as they got results: once a year, or when the first of a
/// batch may be due; so the work grows with the persons who have results, spread over the year, and nothing is searched (API-5).
/// </summary>
public sealed class ResultRetention(
    TableServiceClient tables, RosterStore rosters, CheckupStore checkups, ViewingCodeStore codes, Due due, IOptions<CheckupOptions> options, TimeProvider clock)
{
    private const string Kind = "results-kept";

    /// <summary>As many as fit into a row.</summary>
    private const int MostOfABatch = 200;

    private static readonly TimeSpan LookEvery = TimeSpan.FromDays(365);

    private readonly Rows<RetentionBatch> rows = new(tables, TableNames.CheckupBatches, CheckupJson.Default.RetentionBatch);

    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    /// <param name="id">Of what they got results by; the same again changes nothing.</param>
    internal async Task AddAsync(string id, IReadOnlyList<RetainedPerson> persons)
    {
        foreach (var (batch, index) in persons.Chunk(MostOfABatch).Select((batch, index) => (batch, index)))
        {
            var key = $"{id}-{index}";
            await due.AddAsync(new DueEntry(Kind, key, clock.GetUtcNow() + LookEvery));
            await rows.AddAsync(RowKey.Of(key), new RetentionBatch([.. batch]));
        }
    }

    private async Task<DateTimeOffset?> LookAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(RowKey.Of(id), cancellationToken) is not { } row)
        {
            return null;
        }

        var left = new List<RetainedPerson>();
        foreach (var person in row.Value.Persons)
        {
            if (await LookAsync(person, cancellationToken) is { } still)
            {
                left.Add(still);
            }
        }

        if (left.Count == 0)
        {
            await rows.DeleteAsync(row.Key);
            return null;
        }

        await rows.PutAsync(row.Key, new RetentionBatch([.. left]));
        var first = left.Min(person => EndOf(person.CoveredOn));
        var next = clock.GetUtcNow() + LookEvery;
        return first < JapanTime.DateOf(next) ? clock.GetUtcNow().AddDays(Math.Max(1, first.DayNumber - JapanTime.Today(clock).DayNumber)) : next;
    }

    /// <returns>Null for a person of whom nothing is left.</returns>
    private async Task<RetainedPerson?> LookAsync(RetainedPerson person, CancellationToken cancellationToken)
    {
        var today = JapanTime.Today(clock);
        var found = (await rosters.FindCardAsync(person.CardKey, cancellationToken))?.Find(person.PersonKey);
        var coveredOn = found is null ? person.CoveredOn
            : await rosters.IsCoveredAsync(found, today, cancellationToken) ? today
            : found.CoverageEnd is { } end && end > person.CoveredOn ? end
            : person.CoveredOn;
        if (EndOf(coveredOn) <= today)
        {
            await checkups.RemoveAllAsync(person.PersonKey, int.MaxValue, cancellationToken);
            await codes.RemoveAsync(person.PersonKey);
            return null;
        }

        await checkups.SealAnewAsync(person.PersonKey, cancellationToken);
        return await checkups.CountAsync(person.PersonKey, cancellationToken) > 0 || await codes.FindAsync(person.PersonKey, cancellationToken) is not null
            ? person with { CoveredOn = coveredOn }
            : null;
    }

    private DateOnly EndOf(DateOnly coveredOn) => coveredOn.AddYears(options.Value.YearsKept);
}
