using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class FinishRegistrationFunction(FinishRegistration finish)
{
    [Function("finish-registration")]
    public Task Run(
        [QueueTrigger(QueueNames.FinishRegistration, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        finish.HandleAsync(QueueMessages.Read<FinishRegistrationMessage>(message).RegistrationId, cancellationToken);
}
