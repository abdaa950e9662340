namespace Kencom.Core.Storage;

/// <summary>
/// Where the data is (section <c>DataStorage</c>, the same that the queue triggers name as their connection): either one connection string
/// (emulator) or the three service addresses with a managed identity.
/// </summary>
public sealed class StorageOptions
{
    public const string Section = "DataStorage";

    public string? ConnectionString { get; set; }

    public Uri? TableServiceUri { get; set; }

    public Uri? QueueServiceUri { get; set; }

    public Uri? BlobServiceUri { get; set; }

    /// <summary>The client id of the user-assigned identity; none for the system-assigned one or a developer's own.</summary>
    public string? ClientId { get; set; }

    /// <summary>Whether tables, queues and containers that are missing are made at start-up. Only where no infrastructure made them: locally.</summary>
    public bool CreateMissing { get; set; }
}
