using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Insurers;

/// <summary>
/// Table access of insurers and groups: each kind is one partition. What is read often is kept for <see cref="FreshFor"/>: a change made on another instance
/// counts within that time.
/// </summary>
public sealed class InsurerStore(TableServiceClient tables, TimeProvider clock)
{
    private const string Insurers = "insurer";
    private const string Groups = "group";

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private readonly Rows<Insurer> insurers = new(tables, TableNames.Insurers, InsurerJson.Default.Insurer);
    private readonly Rows<Group> groups = new(tables, TableNames.Groups, InsurerJson.Default.Group);
    private readonly ConcurrentDictionary<string, (Insurer? Insurer, DateTimeOffset ReadAt)> cached = new(StringComparer.Ordinal);

    /// <summary>An insurer by its canonical number, at most <see cref="FreshFor"/> old.</summary>
    public async Task<Insurer?> FindAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (cached.TryGetValue(insurerNumber, out var kept) && now - kept.ReadAt < FreshFor)
        {
            return kept.Insurer;
        }

        var insurer = await ReadAsync(insurerNumber, cancellationToken);
        if (insurer is not null)
        {
            // Unknown numbers are whatever people type: keeping them would fill the memory.
            cached[insurerNumber] = (insurer, now);
        }

        return insurer;
    }

    /// <summary>An insurer as it is stored now.</summary>
    public async Task<Insurer?> ReadAsync(string insurerNumber, CancellationToken cancellationToken) =>
        (await insurers.FindAsync(new RowKey(Insurers, insurerNumber), cancellationToken))?.Value;

    /// <summary>Writes an insurer, new or not; the last writer wins.</summary>
    public async Task PutAsync(Insurer insurer)
    {
        await insurers.PutAsync(new RowKey(Insurers, insurer.Number), insurer with { Revision = NewRevision() });
        cached.TryRemove(insurer.Number, out _);
    }

    /// <summary>Changes an insurer, or adds one, on top of whatever others change at the same time; it gets a new revision.</summary>
    public async Task<Result<Insurer>> ChangeAsync(string insurerNumber, Func<Insurer?, Result<Insurer>> decide)
    {
        var changed = await insurers.ChangeAsync(
            new RowKey(Insurers, insurerNumber),
            present =>
            {
                var next = decide(present);
                return !next.IsSuccess || next.Value.Equals(present) ? next : next.Value with { Revision = NewRevision() };
            });
        cached.TryRemove(insurerNumber, out _);
        return changed.IsSuccess ? changed.Value.Value : changed.Error;
    }

    /// <summary>Deletes an insurer, when nothing of it is left.</summary>
    public async Task RemoveAsync(string insurerNumber)
    {
        await insurers.DeleteAsync(new RowKey(Insurers, insurerNumber));
        cached.TryRemove(insurerNumber, out _);
    }

    public IAsyncEnumerable<Insurer> ListAsync(CancellationToken cancellationToken) =>
        insurers.ListAsync(RowRange.Partition(Insurers), cancellationToken).Select(row => row.Value);

    /// <summary>The numbers of the insurers that count as one with this (EL-8), whichever of the two names the other.</summary>
    public async Task<IReadOnlyList<string>> ListDeclaredOneAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ToListAsync(cancellationToken);
        var named = all.Find(insurer => insurer.Number == insurerNumber)?.SameAs ?? [];
        return [.. all.Where(other => other.Number != insurerNumber && (named.Contains(other.Number) || other.SameAs.Contains(insurerNumber))).Select(other => other.Number)];
    }

    public async Task<Group?> FindGroupAsync(string code, CancellationToken cancellationToken) =>
        IsKey(code) ? (await groups.FindAsync(new RowKey(Groups, code), cancellationToken))?.Value : null;

    public Task PutGroupAsync(Group group) => groups.PutAsync(new RowKey(Groups, group.Code), group with { Revision = NewRevision() });

    /// <inheritdoc cref="ChangeAsync"/>
    public async Task<Result<Group>> ChangeGroupAsync(string code, Func<Group?, Result<Group>> decide)
    {
        var changed = await groups.ChangeAsync(
            new RowKey(Groups, code),
            present =>
            {
                var next = decide(present);
                return next.IsSuccess ? next.Value with { Revision = NewRevision() } : next;
            });
        return changed.IsSuccess ? changed.Value.Value : changed.Error;
    }

    public IAsyncEnumerable<Group> ListGroupsAsync(CancellationToken cancellationToken) =>
        groups.ListAsync(RowRange.Partition(Groups), cancellationToken).Select(row => row.Value);

    private static string NewRevision() => Guid.NewGuid().ToString("N");

    /// <summary>Codes are letters, digits and hyphens: anything else is nobody's and might be no table key at all.</summary>
    public static bool IsKey(string code) => code.Length is > 0 and <= 40 && code.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Insurer))]
[JsonSerializable(typeof(Group))]
internal sealed partial class InsurerJson : JsonSerializerContext;
