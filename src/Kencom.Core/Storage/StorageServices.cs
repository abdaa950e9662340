using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
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
        services.AddSingleton<TokenCredential>(provider => CreateCredential(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton(provider => CreateTables(provider, provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton(provider => CreateQueues(provider, provider.GetRequiredService<IOptions<StorageOptions>>().Value, QueueMessageEncoding.Base64));
        services.AddSingleton(provider => new RawQueues(
            CreateQueues(provider, provider.GetRequiredService<IOptions<StorageOptions>>().Value, QueueMessageEncoding.None)));
        services.AddSingleton(provider => CreateBlobs(provider, provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<QueueSender>();
        services.AddSingleton<Due>();
        services.AddSingleton<SweepRuns>();
        services.AddSingleton<RunSweeps>();
        services.AddHostedService<StorageCreation>();
        return services;
    }

    private static TokenCredential CreateCredential(StorageOptions options) =>
        options.ClientId is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new DefaultAzureCredential();

    private static TableServiceClient CreateTables(IServiceProvider provider, StorageOptions options)
    {
        var clientOptions = WithPolicies(provider, options, new TableClientOptions());
        return options.ConnectionString is { } connectionString
            ? new TableServiceClient(connectionString, clientOptions)
            : new TableServiceClient(Require(options.TableServiceUri), provider.GetRequiredService<TokenCredential>(), clientOptions);
    }

    /// <param name="encoding">The trigger expects base64 (host.json); the client's own default is plain text.</param>
    private static QueueServiceClient CreateQueues(IServiceProvider provider, StorageOptions options, QueueMessageEncoding encoding)
    {
        var clientOptions = WithPolicies(provider, options, new QueueClientOptions { MessageEncoding = encoding });
        return options.ConnectionString is { } connectionString
            ? new QueueServiceClient(connectionString, clientOptions)
            : new QueueServiceClient(Require(options.QueueServiceUri), provider.GetRequiredService<TokenCredential>(), clientOptions);
    }

    private static BlobServiceClient CreateBlobs(IServiceProvider provider, StorageOptions options)
    {
        var clientOptions = WithPolicies(provider, options, new BlobClientOptions());
        return options.ConnectionString is { } connectionString
            ? new BlobServiceClient(connectionString, clientOptions)
            : new BlobServiceClient(Require(options.BlobServiceUri), provider.GetRequiredService<TokenCredential>(), clientOptions);
    }

    private static TClientOptions WithPolicies<TClientOptions>(IServiceProvider provider, StorageOptions options, TClientOptions clientOptions)
        where TClientOptions : ClientOptions
    {
        clientOptions.RetryPolicy = new StorageRetryPolicy(options);
        clientOptions.Diagnostics.IsLoggingContentEnabled = false;
        foreach (var policy in provider.GetServices<HttpPipelinePolicy>())
        {
            clientOptions.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        return clientOptions;
    }

    private static Uri Require(Uri? serviceUri) =>
        serviceUri ?? throw new InvalidOperationException($"Set {StorageOptions.Section} to a connection string, or its three …ServiceUri settings.");
}
