using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>A mail that was given up, as operators see it (STF-6): nothing of whom it concerns.</summary>
public sealed record FailedMail(Guid Id, string SubjectId, MailKind Kind, string? Reason, DateTimeOffset At);

/// <summary>The rows of mails, and the list of those that were given up.</summary>
public sealed class MailStore(TableServiceClient tables, Due due, IOptions<MailOptions> options, TimeProvider clock)
{
    private const string Kind = "mail";

    /// <summary>When a mail is looked at first, whatever it is: what strangers had ordered for nobody goes then (ABU-4).</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    private readonly Rows<StoredMail> rows = new(tables, TableNames.Mails, MailJson.Default.StoredMail);
    private readonly Rows<FailedMail> failed = new(tables, TableNames.Mails, MailJson.Default.FailedMail);

    /// <summary>Adds a mail, unless it is there already. One call; two for a mail that outlives its subject.</summary>
    internal async Task AddAsync(StoredMail mail)
    {
        if (!MailKinds.GoesWithItsSubject(mail.Kind))
        {
            await due.AddAsync(new DueEntry(Kind, $"{mail.SubjectId} {mail.Id:N}", mail.QueuedAt + FirstLook));
        }

        await rows.AddAsync(mail.Key, mail);
    }

    /// <summary>The mails about a subject, in no order.</summary>
    internal IAsyncEnumerable<StoredMail> ListAsync(string subjectId, CancellationToken cancellationToken) =>
        rows.ListAsync(RowRange.Partition(subjectId), cancellationToken).Select(row => row.Value);

    internal Task<Row<StoredMail>?> FindAsync(string subjectId, Guid id, CancellationToken cancellationToken) =>
        rows.FindAsync(MailKeys.Mail(subjectId, id), cancellationToken);

    /// <summary>Changes a mail, unless it is over.</summary>
    internal async Task ChangeAsync(Row<StoredMail> mail, Func<StoredMail, StoredMail> change)
    {
        var changed = await rows.ChangeAsync(mail, present => present is null or { IsOver: true } ? Errors.NotAnyMore : change(present));
        if (mail.Value.State == MailState.Failed && changed is { IsSuccess: true, Value.Value.State: MailState.Sent or MailState.Cancelled })
        {
            await failed.DeleteAsync(MailKeys.Failed(mail.Value.Id));
        }
    }

    internal Task ListFailedAsync(StoredMail mail, string? reason) =>
        failed.AddAsync(MailKeys.Failed(mail.Id), new FailedMail(mail.Id, mail.SubjectId, mail.Kind, reason, clock.GetUtcNow()));

    /// <summary>The mails that were given up, in the order of their ids.</summary>
    /// <param name="after">The id to go on behind; null for the first.</param>
    public IAsyncEnumerable<FailedMail> ListFailedAsync(Guid? after, CancellationToken cancellationToken) =>
        failed.ListAsync(RowRange.Rows(MailKeys.FailedPartition, after is { } id ? MailKeys.Failed(id).Row + "0" : "0", "g"), cancellationToken).Select(row => row.Value);

    internal async Task<FailedMail?> FindFailedAsync(Guid id, CancellationToken cancellationToken) =>
        (await failed.FindAsync(MailKeys.Failed(id), cancellationToken))?.Value;

    internal Task UnlistFailedAsync(Guid id) => failed.DeleteAsync(MailKeys.Failed(id));

    /// <summary>Deletes all mails about a subject.</summary>
    internal Task DeleteOfSubjectAsync(string subjectId) => rows.DeleteAsync(RowRange.Partition(subjectId), except: null, CancellationToken.None);

    /// <summary>Deletes the rows that have had their time.</summary>
    internal Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    private async Task<DateTimeOffset?> LookAsync(string subject, CancellationToken cancellationToken)
    {
        var parts = subject.Split(' ');
        var (subjectId, id) = (parts[0], Guid.ParseExact(parts[1], "N"));
        var now = clock.GetUtcNow();
        var row = await rows.FindAsync(MailKeys.Mail(subjectId, id), cancellationToken);
        if (!await rows.DeleteAsync(row, mail => mail.State != MailState.Waiting && KeptUntil(mail) <= now))
        {
            var kept = KeptUntil(row!.Value);
            return kept > now ? kept : now + FirstLook;
        }

        await failed.DeleteAsync(MailKeys.Failed(id));
        return null;
    }

    /// <summary>A mail that was called off found nobody to go to: there is nothing to look at.</summary>
    private DateTimeOffset KeptUntil(StoredMail mail) => mail.QueuedAt + (mail.State is MailState.Waiting or MailState.Cancelled ? FirstLook : options.Value.KeepFor);
}

/// <summary>How the rows of this room are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoredMail))]
[JsonSerializable(typeof(FailedMail))]
[JsonSerializable(typeof(StoredPace))]
[JsonSerializable(typeof(MailedLink))]
[JsonSerializable(typeof(LinkOfSubject))]
internal sealed partial class MailJson : JsonSerializerContext;
