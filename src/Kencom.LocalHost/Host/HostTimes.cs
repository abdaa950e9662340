namespace Kencom.LocalHost.Host;

/// <param name="Lease">How long a received message stays hidden; renewed at half time while its function runs. The real host leases for ten minutes: who waits on a terminal, or in a test, for a killed host's message would wait for that.</param>
/// <param name="Drain">How long a stopping host lets functions finish before it cancels them.</param>
/// <param name="Abandon">How long a cancelled function has until the host goes without it.</param>
/// <param name="ShortestPolling">After how long a queue is looked at again that has just been found empty; then ever less often.</param>
internal sealed record HostTimes(TimeSpan Lease, TimeSpan Drain, TimeSpan Abandon, TimeSpan ShortestPolling)
{
    public HostTimes()
        : this(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100))
    {
    }
}
