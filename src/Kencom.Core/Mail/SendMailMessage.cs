namespace Kencom.Core.Mail;

/// <summary>The message of the queue <c>send-mail</c>: the id and nothing else (MAIL-1).</summary>
public sealed record SendMailMessage(Guid Id);
