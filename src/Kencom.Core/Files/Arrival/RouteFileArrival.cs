namespace Kencom.Core.Files;

/// <summary>What an event of storage says about a blob (CloudEvents 1.0, as Event Grid delivers it).</summary>
/// <param name="Subject"><c>/blobServices/default/containers/{container}/blobs/{name}</c>.</param>
public sealed record BlobEvent(string Type, string Subject);

/// <summary>Has the files received that an event of storage announces (RST-3). What no event tells, the sweep finds.</summary>
public sealed class RouteFileArrival(ReceiveFiles receive)
{
    private const string Created = "Microsoft.Storage.BlobCreated";
    private const string Containers = "/containers/";
    private const string Blobs = "/blobs/";

    public Task HandleAsync(BlobEvent arrival, CancellationToken cancellationToken) =>
        arrival.Type == Created && Parse(arrival.Subject) is { } blob ? receive.HandleAsync(blob.Container, blob.Name, cancellationToken) : Task.CompletedTask;

    private static (string Container, string Name)? Parse(string subject)
    {
        var container = subject.IndexOf(Containers, StringComparison.Ordinal);
        var name = subject.IndexOf(Blobs, StringComparison.Ordinal);
        return container < 0 || name < container ? null : (subject[(container + Containers.Length)..name], subject[(name + Blobs.Length)..]);
    }
}
