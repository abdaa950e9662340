using Kencom.Core.Storage;

namespace Kencom.Core.Mail;

/// <summary>Keys of the tables <c>Mails</c> and <c>MailBudgets</c>.</summary>
internal static class MailKeys
{
    /// <summary>The one budget of the provider's account.</summary>
    public static RowKey Budget { get; } = RowKey.Of("budget");

    /// <summary>The partition that lists the mails that were given up.</summary>
    public const string FailedPartition = "failed";

    /// <summary>A subject's mails are one partition, so that they can be deleted with it; one about nobody is alone.</summary>
    public static RowKey Mail(string subjectId, Guid id) => new(subjectId == MailOrder.Nobody ? Text(id) : subjectId, Text(id));

    public static RowKey Failed(Guid id) => new(FailedPartition, Text(id));

    private static string Text(Guid id) => id.ToString("N");
}
