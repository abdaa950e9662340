namespace Kencom.LocalHost.Helpers.Mail;

/// <summary>What the e-mail endpoint answers next, instead of taking a mail.</summary>
/// <param name="Status">HTTP status, as 429 or 503.</param>
/// <param name="RetryAfterSeconds">Becomes the Retry-After header.</param>
/// <param name="Times">For how many requests.</param>
public sealed record MailFault(int Status, int? RetryAfterSeconds = null, int Times = 1);

public sealed class MailFaults
{
    private readonly Lock _lock = new();
    private MailFault? _fault;
    private int _left;

    internal MailFaults()
    {
    }

    public void Set(MailFault fault)
    {
        lock (_lock)
        {
            _fault = fault;
            _left = fault.Times;
        }
    }

    internal MailFault? Next()
    {
        lock (_lock)
            return _left > 0 && _left-- > 0 ? _fault : null;
    }
}
