using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>What a file's code did to the person's.</summary>
public enum CodeChange
{
    Unchanged,
    Added,

    /// <summary>It ended an older one.</summary>
    Replaced,

    /// <summary>A later file has written meanwhile.</summary>
    Overtaken,
}

/// <summary>The codes: one row a person, by the person's key.</summary>
public sealed class ViewingCodeStore(TableServiceClient tables, IOptions<CheckupOptions> options, TimeProvider clock)
{
    /// <summary>Remembered, since parallel tries at one code change one row.</summary>
    private readonly Rows<ViewingCode> rows = new(tables, TableNames.ViewingCodes, CheckupJson.Default.ViewingCode, remembers: true);

    public async Task<ViewingCode?> FindAsync(string personKey, CancellationToken cancellationToken) =>
        (await rows.FindAsync(RowKey.Of(personKey), cancellationToken))?.Value;

    public bool IsTooOld(ViewingCode code) => clock.GetUtcNow() >= code.IssuedAt + options.Value.CodeValidFor;

    /// <summary>Whether the person can still use it: a file that would end many of these waits (FILE-3).</summary>
    public bool IsValid(ViewingCode code) => !code.Hashes.IsEmpty && !IsTooOld(code);

    /// <summary>Whether the person keeps it when a file asks for a new one: it is neither locked nor in its last days (FILE-3).</summary>
    public bool Stays(ViewingCode code) =>
        !code.Hashes.IsEmpty && !code.IsLocked && clock.GetUtcNow() < code.IssuedAt + options.Value.CodeValidFor - options.Value.CodeRenewedBefore;

    /// <summary>What <see cref="IssueAsync"/> will do.</summary>
    internal static CodeChange WouldChange(ViewingCode? present, IReadOnlyCollection<string> hashes) =>
        present is null or { Hashes.IsEmpty: true } ? CodeChange.Added
        : present.Is(hashes) ? CodeChange.Unchanged
        : CodeChange.Replaced;

    /// <summary>Makes a code the person's; the same again changes nothing, neither age nor failures (FILE-3). Can be repeated.</summary>
    /// <param name="sequence">Of the file; null for a code that no file brings.</param>
    public async Task<CodeChange> IssueAsync(string personKey, IReadOnlyCollection<string> hashes, DateTimeOffset issuedAt, int? sequence)
    {
        var change = CodeChange.Unchanged;
        var written = await rows.ChangeAsync(RowKey.Of(personKey), present =>
        {
            if (present is not null && present.Sequence > sequence)
            {
                return Errors.NotAnyMore;
            }

            change = WouldChange(present, hashes);
            return change is CodeChange.Unchanged
                ? present!
                : new ViewingCode { Hashes = [.. hashes], IssuedAt = issuedAt, BoundTo = present?.BoundTo, Sequence = sequence ?? present?.Sequence ?? 0 };
        });
        return written.IsSuccess ? change : CodeChange.Overtaken;
    }

    internal async Task<Result<ViewingCode>> ChangeAsync(string personKey, Func<ViewingCode?, Result<ViewingCode>> decide)
    {
        var changed = await rows.ChangeAsync(RowKey.Of(personKey), decide);
        return changed.IsSuccess ? changed.Value.Value : changed.Error;
    }

    internal Task RemoveAsync(string personKey) => rows.DeleteAsync(RowKey.Of(personKey));
}
