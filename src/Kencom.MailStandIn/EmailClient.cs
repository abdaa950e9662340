// Azure.Communication.Email: the same calls over the same REST API, without the package.
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Communication.Email;

public class EmailClientOptions : ClientOptions
{
    public EmailClientOptions(ServiceVersion version = ServiceVersion.V2025_09_01) =>
        ApiVersion = version switch
        {
            ServiceVersion.V2023_03_31 => "2023-03-31",
            ServiceVersion.V2025_09_01 => "2025-09-01",
            _ => throw new ArgumentOutOfRangeException(nameof(version)),
        };

    public enum ServiceVersion
    {
#pragma warning disable CA1707 // The package's names.
        V2023_03_31 = 3,
        V2025_09_01 = 5,
#pragma warning restore CA1707
    }

    internal string ApiVersion { get; }
}

public class EmailClient
{
    private const string TokenScope = "https://communication.azure.com//.default";

    private readonly Uri endpoint;
    private readonly HttpPipeline pipeline;
    private readonly string apiVersion;

    public EmailClient(string connectionString)
        : this(connectionString, new EmailClientOptions())
    {
    }

    public EmailClient(string connectionString, EmailClientOptions options)
        : this(EmailConnectionString.Parse(connectionString), options ?? new EmailClientOptions())
    {
    }

    public EmailClient(Uri endpoint, AzureKeyCredential credential, EmailClientOptions? options = null)
        : this(endpoint, new HmacAuthenticationPolicy(credential), options ?? new EmailClientOptions())
    {
    }

    public EmailClient(Uri endpoint, TokenCredential credential, EmailClientOptions? options = null)
        : this(endpoint, new BearerTokenAuthenticationPolicy(credential, TokenScope), options ?? new EmailClientOptions())
    {
    }

    private EmailClient(EmailConnectionString connection, EmailClientOptions options)
        : this(connection.Endpoint, new HmacAuthenticationPolicy(new AzureKeyCredential(connection.AccessKey)), options)
    {
    }

    private EmailClient(Uri endpoint, HttpPipelinePolicy authentication, EmailClientOptions options)
    {
        this.endpoint = endpoint;
        apiVersion = options.ApiVersion;
        pipeline = HttpPipelineBuilder.Build(options, authentication);
    }

    public virtual Task<EmailSendOperation> SendAsync(
        WaitUntil wait, EmailMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(wait, message, Guid.NewGuid(), cancellationToken);

    public virtual async Task<EmailSendOperation> SendAsync(
        WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default)
    {
        using var http = pipeline.CreateMessage();
        http.Request.Method = RequestMethod.Post;
        http.Request.Uri.Reset(UriOf("/emails:send"));
        http.Request.Headers.Add("Operation-Id", operationId.ToString());
        http.Request.Headers.Add("Content-Type", "application/json");
        http.Request.Headers.Add("Accept", "application/json");
        http.Request.Content = RequestContent.Create(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(EmailJson.Of(message), EmailJson.Options)));
        await pipeline.SendAsync(http, cancellationToken);
        if (http.Response.Status != 202)
        {
            throw new RequestFailedException(http.Response);
        }

        var operation = new EmailSendOperation(http.Response, this);
        if (wait == WaitUntil.Completed)
        {
            await operation.WaitForCompletionAsync(cancellationToken);
        }

        return operation;
    }

    internal async Task<Response> GetStatusAsync(string id, CancellationToken cancellationToken)
    {
        using var http = pipeline.CreateMessage();
        http.Request.Method = RequestMethod.Get;
        http.Request.Uri.Reset(UriOf("/emails/operations/" + Uri.EscapeDataString(id)));
        http.Request.Headers.Add("Accept", "application/json");
        await pipeline.SendAsync(http, cancellationToken);
        return http.Response.Status == 200 ? http.Response : throw new RequestFailedException(http.Response);
    }

    private Uri UriOf(string path) => new(endpoint, $"{path}?api-version={apiVersion}");
}
