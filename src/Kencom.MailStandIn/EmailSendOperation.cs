// Azure.Communication.Email
using System.Text.Json;

namespace Azure.Communication.Email;

public class EmailSendOperation : Operation<EmailSendResult>
{
    private static readonly TimeSpan DefaultPollingInterval = TimeSpan.FromSeconds(1);

    private readonly EmailClient client;
    private Response? response;
    private EmailSendResult? result;

    public EmailSendOperation(string id, EmailClient client)
    {
        Id = id;
        this.client = client;
    }

    internal EmailSendOperation(Response started, EmailClient client)
        : this(started.Content.ToObjectFromJson<JsonElement>().GetProperty("id").GetString()!, client) => Read(started);

    public override string Id { get; }

    public override EmailSendResult Value => result ?? throw new InvalidOperationException("The operation has not completed yet.");

    public override bool HasValue => HasCompleted;

    public override bool HasCompleted => this.result is { } result
        && (result.Status == EmailSendStatus.Succeeded || result.Status == EmailSendStatus.Failed || result.Status == EmailSendStatus.Canceled);

    public override Response GetRawResponse() => response ?? throw new InvalidOperationException("The status has not been asked for yet.");

    public override Response UpdateStatus(CancellationToken cancellationToken = default) =>
        UpdateStatusAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<Response> UpdateStatusAsync(CancellationToken cancellationToken = default) =>
        HasCompleted ? GetRawResponse() : Read(await client.GetStatusAsync(Id, cancellationToken));

    public override ValueTask<Response<EmailSendResult>> WaitForCompletionAsync(CancellationToken cancellationToken = default) =>
        WaitForCompletionAsync(DefaultPollingInterval, cancellationToken);

    public override async ValueTask<Response<EmailSendResult>> WaitForCompletionAsync(
        TimeSpan suggestedPollingInterval, CancellationToken cancellationToken)
    {
        while (!HasCompleted)
        {
            await Task.Delay(suggestedPollingInterval, cancellationToken);
            await UpdateStatusAsync(cancellationToken);
        }

        return Response.FromValue(Value, GetRawResponse());
    }

    private Response Read(Response response)
    {
        this.response = response;
        var body = response.Content.ToObjectFromJson<JsonElement>();
        result = new EmailSendResult(body.GetProperty("status").GetString()!);
        if (result.Status == EmailSendStatus.Failed)
        {
            throw new RequestFailedException(response);
        }

        return response;
    }
}
