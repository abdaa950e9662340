using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Mail;

public sealed class SendMailFunction(SendMail send)
{
    [Function("send-mail")]
    public Task Run(
        [QueueTrigger(QueueNames.SendMail, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        send.HandleAsync(QueueMessages.Read<SendMailMessage>(message), cancellationToken);
}

public sealed class SweepMailsFunction(RunSweeps sweeps)
{
    [Function("sweep-mails")]
    public Task Run([TimerTrigger("%SweepMails%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeps.HandleAsync(SweepGroups.Mails, cancellationToken);
}
