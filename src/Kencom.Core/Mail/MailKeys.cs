namespace Kencom.Core.Mail;

/// <summary>Keys of the tables <c>Mails</c> and <c>MailBudgets</c>; both keys of a row are the same.</summary>
internal static class MailKeys
{
    /// <summary>The one budget of the provider's account.</summary>
    public const string Budget = "budget";

    public static string Mail(Guid id) => id.ToString("N");

    public static Guid MailId(string key) => Guid.ParseExact(key, "N");
}
