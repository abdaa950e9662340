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
        send.HandleAsync(QueueMessages.Read<SendMailMessage>(message).Id, cancellationToken);
}

public sealed class SweepMailsFunction(SweepMails sweep)
{
    [Function("sweep-mails")]
    public Task Run([TimerTrigger("%SweepMails%")] TimerInfo timer, CancellationToken cancellationToken) => sweep.HandleAsync(cancellationToken);
}
