namespace Kencom.Core.Mail;

/// <summary>Sends one mail.</summary>
public sealed class SendMail(MailStore store, IEnumerable<IMailComposer> composers, MailRenderer renderer, DeliverMail deliver, TimeProvider clock)
{
    public async Task HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { State: MailState.Waiting } mail)
        {
            return;
        }

        var content = await composers.Single(composer => composer.Kind == mail.Kind).ComposeAsync(mail.ToOrder(), cancellationToken);
        if (content is null)
        {
            await store.ChangeAsync(mail, row => row.Cancelled(clock.GetUtcNow()), cancellationToken);
            return;
        }

        await deliver(renderer.Render(id, content), cancellationToken);
        await store.ChangeAsync(mail, row => row.Sent(clock.GetUtcNow()), cancellationToken);
    }
}
