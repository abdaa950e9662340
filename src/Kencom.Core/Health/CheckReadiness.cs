using Azure.Data.Tables;
using Azure.Storage.Queues;
using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Health;

/// <summary>Whether each thing that the service needs answers (API-3).</summary>
public sealed record Readiness(bool Storage, bool Queue, bool Mail)
{
    public bool IsReady => Storage && Queue && Mail;
}

/// <summary>Asks storage, queue and mail provider for a sign of life. Anybody may ask, so an answer serves all who ask within a few seconds.</summary>
public sealed partial class CheckReadiness(
    TableServiceClient tables, QueueServiceClient queues, IHttpClientFactory http, IOptions<MailOptions> mail, TimeProvider clock, ILogger<CheckReadiness> logger)
{
    private static readonly TimeSpan ServesFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<Readiness>? latest;
    private DateTimeOffset askedAt;

    public Task<Readiness> HandleAsync()
    {
        lock (gate)
        {
            if (latest is null || clock.GetUtcNow() - askedAt >= ServesFor)
            {
                askedAt = clock.GetUtcNow();
                latest = AskAllAsync();
            }

            return latest;
        }
    }

    private async Task<Readiness> AskAllAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var asked = await Task.WhenAll(
            AskAsync("storage", token => tables.GetTableClient(TableNames.Insurers).GetEntityIfExistsAsync<TableEntity>("health", "health", cancellationToken: token), limit.Token),
            AskAsync("queue", token => queues.GetQueueClient(QueueNames.SendMail).GetPropertiesAsync(token), limit.Token),
            AskAsync("mail", AskMailAsync, limit.Token));
        return new Readiness(asked[0], asked[1], asked[2]);
    }

    /// <summary>Any answer shows that the provider is there: nothing is sent, and no key is shown.</summary>
    private async Task AskMailAsync(CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(nameof(CheckReadiness));
        using var request = new HttpRequestMessage(HttpMethod.Head, mail.Value.EndpointUri);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<bool> AskAsync(string part, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask(cancellationToken);
            return true;
        }
        catch (Exception fault)
        {
            Log.NotReady(logger, fault, part);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Part} does not answer.")]
        public static partial void NotReady(ILogger logger, Exception fault, string part);
    }
}
