using Kencom.Core.Arrivals;
using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Arrivals;

public sealed class ReceiveFileFunction(RouteFileArrival route)
{
    [Function("receive-file")]
    public Task Run([QueueTrigger(QueueNames.FileArrivals, Connection = StorageOptions.Section)] BlobEvent arrival, CancellationToken cancellationToken) =>
        route.HandleAsync(arrival, cancellationToken);
}
