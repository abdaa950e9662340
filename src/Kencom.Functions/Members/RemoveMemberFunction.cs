using Kencom.Core.Members;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

public sealed class RemoveMemberFunction(RemoveMember remove)
{
    [Function("remove-member")]
    public Task Run(
        [QueueTrigger(QueueNames.RemoveMember, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        remove.HandleAsync(QueueMessages.Read<RemoveMemberMessage>(message).MemberId, cancellationToken);
}
