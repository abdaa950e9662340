using Kencom.Core.Files;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Files;

public sealed class ReceiveFileFunction(RouteFileArrival route)
{
    [Function("receive-file")]
    public Task Run([QueueTrigger(QueueNames.FileArrivals, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        route.HandleAsync(QueueMessages.Read<BlobEvent>(message), cancellationToken);
}
