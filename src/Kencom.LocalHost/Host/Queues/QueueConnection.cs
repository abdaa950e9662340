using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Kencom.LocalHost.Host.Queues;

/// <summary>The queues that a trigger's <c>Connection</c> names: a connection string, or <c>…__queueServiceUri</c> and an identity.</summary>
internal static class QueueConnection
{
    private const string HostStorage = "AzureWebJobsStorage";

    public static QueueServiceClient ClientFor(string? connection, IConfiguration configuration)
    {
        var name = string.IsNullOrEmpty(connection) ? HostStorage : connection;
        var prefixed = name.StartsWith("AzureWebJobs", StringComparison.OrdinalIgnoreCase) ? name : $"AzureWebJobs{name}";
        string[] candidates = [prefixed, $"ConnectionStrings:{prefixed}", name, $"ConnectionStrings:{name}"];
        if (candidates.Select(key => configuration[key]).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } connectionString)
        {
            return new QueueServiceClient(connectionString);
        }

        return candidates.Select(key => configuration[$"{key}:queueServiceUri"]).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } uri
            ? new QueueServiceClient(new Uri(uri), new DefaultAzureCredential())
            : throw new LocalHostException($"The storage connection '{name}' is missing: set {name} (a connection string) or {name}__queueServiceUri.");
    }
}
