using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class FinishRegistrationFunction(FinishRegistration finish)
{
    [Function("finish-registration")]
    public Task Run(
        [QueueTrigger(QueueNames.FinishRegistration, Connection = StorageOptions.Section)] FinishRegistrationMessage message, CancellationToken cancellationToken) =>
        finish.HandleAsync(message.RegistrationId, cancellationToken);
}
