namespace Kencom.LocalHost.Host;

/// <summary>Stopping in two steps: take nothing new, then cancel what still runs.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>No new message is taken and no timer fires any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Running functions see this in their own token.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    public void Stop() => _stopping.Cancel();

    public void Cancel() => _cancelled.Cancel();

    public void Dispose()
    {
        _stopping.Dispose();
        _cancelled.Dispose();
    }
}
