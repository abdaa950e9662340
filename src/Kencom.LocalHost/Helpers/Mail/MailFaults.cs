namespace Kencom.LocalHost.Helpers.Mail;

/// <summary>What the e-mail endpoint answers next, instead of taking a mail.</summary>
/// <param name="Status">HTTP status, as 429 or 503.</param>
/// <param name="RetryAfterSeconds">Becomes the Retry-After header.</param>
/// <param name="Times">For how many requests.</param>
public sealed record MailFault(int Status, int? RetryAfterSeconds = null, int Times = 1);

public sealed class MailFaults
{
    private readonly Lock gate = new();
    private MailFault? fault;
    private int left;

    internal MailFaults()
    {
    }

    public void Set(MailFault fault)
    {
        lock (gate)
        {
            this.fault = fault;
            left = fault.Times;
        }
    }

    internal MailFault? Next()
    {
        lock (gate)
        {
            return left > 0 && left-- > 0 ? fault : null;
        }
    }
}
