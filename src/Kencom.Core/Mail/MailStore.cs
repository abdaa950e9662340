using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>The rows of mails.</summary>
public sealed class MailStore(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.Mails);

    /// <summary>One call, whether the row is new or there already: which of the two is all the same to who orders a mail.</summary>
    internal async Task AddIfAbsentAsync(StoredMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(MailEntity.From(mail), cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.Status == (int)HttpStatusCode.Conflict)
        {
        }
    }

    internal async Task<StoredMail?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await table.FindAsync<MailEntity>(MailKeys.Mail(id), cancellationToken))?.ToMail();

    /// <summary>Applies a change to the row as it is now, reading again when somebody else was faster.</summary>
    /// <param name="change">Gives null when there is nothing to change any more.</param>
    internal async Task ChangeAsync(StoredMail mail, Func<StoredMail, StoredMail?> change, CancellationToken cancellationToken)
    {
        for (var current = mail; current is not null; current = await FindAsync(mail.Id, cancellationToken))
        {
            if (change(current) is not { } changed || await table.TryReplaceAsync(MailEntity.From(changed), cancellationToken))
            {
                return;
            }
        }
    }

    internal IAsyncEnumerable<StoredMail> WaitingAsync(CancellationToken cancellationToken)
    {
        const int waiting = (int)MailState.Waiting;
        return QueryAsync(TableClient.CreateQueryFilter<MailEntity>(row => row.State == waiting), cancellationToken);
    }

    internal async Task DeleteEndedBeforeAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        await foreach (var mail in QueryAsync(TableClient.CreateQueryFilter<MailEntity>(row => row.EndedAt < end), cancellationToken))
        {
            await table.TryDeleteAsync(MailEntity.From(mail), cancellationToken);
        }
    }

    internal async Task DeleteOfSubjectAsync(string subjectId, CancellationToken cancellationToken)
    {
        await foreach (var mail in QueryAsync(TableClient.CreateQueryFilter<MailEntity>(row => row.SubjectId == subjectId), cancellationToken))
        {
            await table.DeleteEntityAsync(MailKeys.Mail(mail.Id), MailKeys.Mail(mail.Id), ETag.All, cancellationToken);
        }
    }

    private async IAsyncEnumerable<StoredMail> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<MailEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return row.ToMail();
        }
    }
}
