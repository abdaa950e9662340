namespace Kencom.Core.Storage;

/// <summary>
/// Where the data is (section <c>DataStorage</c>, the same that the queue triggers name as their connection): either one connection string
/// (emulator) or the three service addresses with a managed identity.
/// </summary>
public sealed class StorageOptions
{
    public const string Section = "DataStorage";

    /// <summary>Where what follows the addresses is set: <c>Storage__CreateMissing</c>.</summary>
    public const string BehaviourSection = "Storage";

    public string? ConnectionString { get; set; }

    public Uri? TableServiceUri { get; set; }

    public Uri? QueueServiceUri { get; set; }

    public Uri? BlobServiceUri { get; set; }

    /// <summary>The client id of the user-assigned identity; none for the system-assigned one or a developer's own.</summary>
    public string? ClientId { get; set; }

    /// <summary>Whether tables, queues and containers that are missing are made at start-up. Only where no infrastructure made them: locally.</summary>
    public bool CreateMissing { get; set; }

    /// <summary>How long all calls to storage of one request may take together (API-1: 30 s for an answer, with what a request does besides).</summary>
    public TimeSpan RequestPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>After how long a try is given up within a request.</summary>
    public TimeSpan RequestTryTimeout { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>How often a call is tried again within a request.</summary>
    public int RequestRetries { get; set; } = 2;
}
