namespace Kencom.LocalHost.Host;

/// <summary>Stopping in two steps: take nothing new, then cancel what still runs.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource cancelled = new();

    /// <summary>No new message is taken and no timer fires any more.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Running functions see this in their own token.</summary>
    public CancellationToken Cancelled => cancelled.Token;

    public void Stop() => stopping.Cancel();

    public void Cancel() => cancelled.Cancel();

    public void Dispose()
    {
        stopping.Dispose();
        cancelled.Dispose();
    }
}
