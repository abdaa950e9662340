namespace Kencom.Core.Arrivals;

/// <summary>Takes note of files in one container; registered once for each kind of file (spec section 6).</summary>
/// <param name="ReceiveAsync">Is given the blob's name.</param>
public sealed record FileReceiver(string Container, Func<string, CancellationToken, Task> ReceiveAsync);

/// <summary>What an event of storage says about a blob (CloudEvents 1.0, as Event Grid delivers it).</summary>
/// <param name="Subject"><c>/blobServices/default/containers/{container}/blobs/{name}</c>.</param>
public sealed record BlobEvent(string Type, string Subject);

/// <summary>Routes a blob event to the room that owns its container (RST-3). What no event tells, the sweeps find.</summary>
public sealed class RouteFileArrival(IEnumerable<FileReceiver> receivers)
{
    private const string Created = "Microsoft.Storage.BlobCreated";
    private const string Containers = "/containers/";
    private const string Blobs = "/blobs/";

    public async Task HandleAsync(BlobEvent arrival, CancellationToken cancellationToken)
    {
        if (arrival.Type != Created || Parse(arrival.Subject) is not { } blob)
        {
            return;
        }

        foreach (var receiver in receivers.Where(receiver => receiver.Container == blob.Container))
        {
            await receiver.ReceiveAsync(blob.Name, cancellationToken);
        }
    }

    private static (string Container, string Name)? Parse(string subject)
    {
        var container = subject.IndexOf(Containers, StringComparison.Ordinal);
        var name = subject.IndexOf(Blobs, StringComparison.Ordinal);
        return container < 0 || name < container ? null : (subject[(container + Containers.Length)..name], subject[(name + Blobs.Length)..]);
    }
}
