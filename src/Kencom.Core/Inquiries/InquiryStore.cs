using System.Text.Json;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Inquiries;

/// <summary>What a change of an inquiry writes beside it, in the same call.</summary>
public sealed record InquiryChange(Inquiry Inquiry)
{
    public InquiryMessage? Message { get; init; }

    public InquiryNote? Note { get; init; }

    /// <summary>The member of staff whose draft is deleted, because it was sent.</summary>
    public string? EndsDraftOf { get; init; }
}

/// <summary>
/// All table access of inquiries. What a person or staff wrote is sealed (AES-256-GCM, bound to its row): who copies the table learns none of it. The places in the
/// lists move in the same call as the inquiry itself, so no list ever shows what is not.
/// </summary>
public sealed class InquiryStore(TableServiceClient tables, Sealer sealer)
{
    private const string Purpose = "inquiry";


    private readonly Rows<Inquiry> heads = new(tables, TableNames.Inquiries, InquiryJson.Default.Inquiry);
    private readonly Rows<InquirySummary> places = new(tables, TableNames.Inquiries, InquiryJson.Default.InquirySummary);
    private readonly Rows<InquiryContent> contents = new(tables, TableNames.Inquiries, InquiryJson.Default.InquiryContent);

    /// <summary>Writes all of it in one call.</summary>
    /// <returns>False when the number is taken.</returns>
    public Task<bool> TryAddAsync(Inquiry inquiry, InquiryPerson person, InquiryMessage message) => RowBatch.TryWriteAsync(
    [
        heads.Adding(InquiryKeys.Head(inquiry.Number), inquiry),
        .. InquiryKeys.Places(inquiry).Select(place => places.Adding(place, InquirySummary.Of(inquiry))),
        AddingPerson(inquiry, person),
        Adding(inquiry.Number, message),
    ]);

    public async Task<Inquiry?> FindAsync(string number, CancellationToken cancellationToken) =>
        InquiryNumber.IsNumber(number) ? (await heads.FindAsync(InquiryKeys.Head(number), cancellationToken))?.Value : null;

    public async Task<InquiryPerson?> FindPersonAsync(string number, CancellationToken cancellationToken)
    {
        var key = InquiryKeys.Person(number);
        return await contents.FindAsync(key, cancellationToken) is { } row ? ToPerson(row) : null;
    }

    /// <summary>Two calls at once.</summary>
    public async Task<InquiryThread?> ReadAsync(string number, CancellationToken cancellationToken)
    {
        if (!InquiryNumber.IsNumber(number))
        {
            return null;
        }

        var head = heads.FindAsync(InquiryKeys.Head(number), cancellationToken);
        var rows = await contents.ListAsync(InquiryKeys.Content(number), cancellationToken).ToListAsync(cancellationToken);
        return (await head)?.Value is { } inquiry && rows.Find(row => row.Key == InquiryKeys.Person(number)) is { } person
            ? new InquiryThread(
                inquiry,
                ToPerson(person),
                [.. rows.Where(row => IsBelow(row, InquiryKeys.MessagePrefix(number))).Select(row => new InquiryMessage(row.Value.Id!, row.Value.By, TextOf(row), row.Value.At))],
                [.. rows.Where(row => IsBelow(row, InquiryKeys.NotePrefix(number))).Select(ToNote)],
                [.. rows.Where(row => IsBelow(row, InquiryKeys.DraftPrefix(number))).Select(ToNote)])
            : null;
    }

    /// <summary>Changes an inquiry, with what belongs to the change, on top of whatever others change at the same time.</summary>
    /// <param name="decide">May be called several times, each with a newer record; the last call counts.</param>
    /// <returns>The inquiry as it then is; not found, or the decision's error.</returns>
    public async Task<Result<Inquiry>> ChangeAsync(string number, Func<Inquiry, Result<InquiryChange>> decide)
    {
        for (var attempt = 0; attempt < Attempts.Most; attempt++)
        {
            if (!InquiryNumber.IsNumber(number) || await heads.FindAsync(InquiryKeys.Head(number), CancellationToken.None) is not { } head)
            {
                return Errors.NotFound;
            }

            var decided = decide(head.Value);
            if (!decided.IsSuccess)
            {
                return decided.Error;
            }

            if (decided.Value == new InquiryChange(head.Value) || await TryWriteAsync(head, decided.Value))
            {
                return decided.Value.Inquiry;
            }

            await Attempts.WaitAsync(attempt);
        }

        throw new RowBusyException(InquiryKeys.Head(number));
    }

    /// <summary>Keeps what somebody of the staff is writing; an empty text ends it.</summary>
    public async Task SaveDraftAsync(string number, InquiryNote draft)
    {
        var key = InquiryKeys.Draft(number, draft.By.Id);
        if (draft.Text.Length == 0)
        {
            await contents.DeleteAsync(key);
        }
        else
        {
            await contents.PutAsync(key, Written(key, id: null, draft.By, draft.At, draft.Text));
        }
    }

    /// <summary>A page of a list: one call, which reads no more than the page.</summary>
    public async Task<IReadOnlyList<InquirySummary>> ListAsync(InquiryView view, string staffId, string? after, int count, CancellationToken cancellationToken) =>
        await places.ListAsync(InquiryKeys.Page(view, staffId, after), cancellationToken).Take(count).Select(row => row.Value).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> ListOfMemberAsync(string memberId, CancellationToken cancellationToken) =>
        await places.ListAsync(InquiryKeys.OfMember(memberId), cancellationToken).Select(row => row.Value.Number).ToListAsync(cancellationToken);

    /// <summary>How many wait for an answer since before an instant, at most as many as are worth counting.</summary>
    public ValueTask<int> CountWaitingAsync(DateTimeOffset sinceBefore, int most, CancellationToken cancellationToken) =>
        places.ListKeysAsync(InquiryKeys.WaitingSinceBefore(sinceBefore), cancellationToken).Take(most).CountAsync(cancellationToken);

    /// <summary>Deletes an inquiry with all that was written: the head last, so that an interrupted deletion is found again.</summary>
    public async Task DeleteAsync(Inquiry inquiry)
    {
        await contents.DeleteAsync(InquiryKeys.Content(inquiry.Number), except: null, CancellationToken.None);
        foreach (var place in InquiryKeys.Places(inquiry))
        {
            await places.DeleteAsync(place);
        }

        await heads.DeleteAsync(InquiryKeys.Head(inquiry.Number));
    }

    private async Task<bool> TryWriteAsync(Row<Inquiry> head, InquiryChange change)
    {
        var (former, next) = (InquiryKeys.Places(head.Value).ToHashSet(), InquiryKeys.Places(change.Inquiry).ToHashSet());
        var summary = InquirySummary.Of(change.Inquiry);
        var isSame = summary == InquirySummary.Of(head.Value);
        List<RowWrite> writes = [heads.Replacing(head, change.Inquiry)];
        writes.AddRange(former.Except(next).Select(places.Deleting));
        writes.AddRange(next.Where(place => !isSame || !former.Contains(place)).Select(place => places.Putting(place, summary)));
        if (change.Message is { } message)
        {
            writes.Add(Adding(head.Value.Number, message));
        }

        if (change.Note is { } note)
        {
            var key = InquiryKeys.Note(head.Value.Number, note, Guid.NewGuid().ToString("N"));
            writes.Add(contents.Adding(key, Written(key, id: null, note.By, note.At, note.Text)));
        }

        if (!await RowBatch.TryWriteAsync(writes))
        {
            return false;
        }

        if (change.EndsDraftOf is { } staffId)
        {
            await contents.DeleteAsync(InquiryKeys.Draft(head.Value.Number, staffId)); // After it was sent: a draft too many harms less than one too few.
        }

        return true;
    }

    private RowWrite AddingPerson(Inquiry inquiry, InquiryPerson person)
    {
        var key = InquiryKeys.Person(inquiry.Number);
        return contents.Adding(key, Written(key, id: null, by: null, inquiry.CreatedAt, JsonSerializer.Serialize(person, InquiryJson.Default.InquiryPerson)));
    }

    private RowWrite Adding(string number, InquiryMessage message)
    {
        var key = InquiryKeys.Message(number, message);
        return contents.Adding(key, Written(key, message.Id, message.By, message.At, message.Text));
    }

    private InquiryContent Written(RowKey key, string? id, StaffMember? by, DateTimeOffset at, string text) => new(id, by, at, sealer.SealText(Purpose, key.Row, text));

    private string TextOf(Row<InquiryContent> row) => sealer.OpenText(Purpose, row.Key.Row, row.Value.Sealed);

    private InquiryPerson ToPerson(Row<InquiryContent> row) => JsonSerializer.Deserialize(TextOf(row), InquiryJson.Default.InquiryPerson)!;

    private InquiryNote ToNote(Row<InquiryContent> row) => new(row.Value.By!, TextOf(row), row.Value.At);

    private static bool IsBelow(Row<InquiryContent> row, string prefix) => row.Key.Row.StartsWith(prefix, StringComparison.Ordinal);
}
