using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Storage;

public static class StorageServices
{
    /// <summary>
    /// The three clients of the data account. Every registered <see cref="HttpPipelinePolicy"/> joins their pipelines for each try, which is where
    /// tests count calls and inject faults.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .Configure(options =>
            {
                options.ConnectionString ??= configuration[StorageOptions.Section];
                configuration.GetSection(StorageOptions.BehaviourSection).Bind(options);
            });
        services.AddSingleton(provider => CreateCredential(OptionsOf(provider)));
        services.AddAzureClients(clients =>
        {
            clients.UseCredential(provider => provider.GetRequiredService<TokenCredential>());
            clients.AddClient<TableServiceClient, TableClientOptions>((client, credential, provider) => OptionsOf(provider) is { ConnectionString: { } connection }
                    ? new TableServiceClient(connection, client)
                    : new TableServiceClient(Require(OptionsOf(provider).TableServiceUri), credential, client))
                .ConfigureOptions(AddPolicies);
            clients.AddClient<QueueServiceClient, QueueClientOptions>(CreateQueues).WithName(RawQueues.ClientName).ConfigureOptions(AddPolicies);
            clients.AddClient<QueueServiceClient, QueueClientOptions>(CreateQueues)
                .ConfigureOptions(AddPolicies)

                // The trigger expects base64 (host.json), the client's own default is plain text.
                .ConfigureOptions(client => client.MessageEncoding = QueueMessageEncoding.Base64);
            clients.AddClient<BlobServiceClient, BlobClientOptions>((client, credential, provider) => OptionsOf(provider) is { ConnectionString: { } connection }
                    ? new BlobServiceClient(connection, client)
                    : new BlobServiceClient(Require(OptionsOf(provider).BlobServiceUri), credential, client))
                .ConfigureOptions(AddPolicies);
        });
        services.AddSingleton(provider => new RawQueues(provider.GetRequiredService<IAzureClientFactory<QueueServiceClient>>().CreateClient(RawQueues.ClientName)));
        services.AddSingleton<QueueSender>();
        services.AddSingleton<Due>();
        services.AddSingleton<SweepRuns>();
        services.AddSingleton<RunSweeps>();
        services.AddHostedService<StorageCreation>();
        return services;
    }

    private static StorageOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static TokenCredential CreateCredential(StorageOptions options) =>
        options.ClientId is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new DefaultAzureCredential();

    private static QueueServiceClient CreateQueues(QueueClientOptions client, TokenCredential credential, IServiceProvider provider) =>
        OptionsOf(provider) is { ConnectionString: { } connection }
            ? new QueueServiceClient(connection, client)
            : new QueueServiceClient(Require(OptionsOf(provider).QueueServiceUri), credential, client);

    private static void AddPolicies(ClientOptions client, IServiceProvider provider)
    {
        client.RetryPolicy = new StorageRetryPolicy(OptionsOf(provider));
        client.Diagnostics.IsLoggingContentEnabled = false;
        foreach (var policy in provider.GetServices<HttpPipelinePolicy>())
        {
            client.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }
    }

    private static Uri Require(Uri? serviceUri) =>
        serviceUri ?? throw new InvalidOperationException($"Set {StorageOptions.Section} to a connection string, or its three …ServiceUri settings.");
}
