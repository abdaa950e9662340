using System.Runtime.InteropServices;

namespace Kencom.LocalHost;

/// <summary>The first Ctrl-C or SIGTERM asks the program to stop in order; the second one is the system's.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] signals;

    public StopSignal() => signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    public Task Requested => requested.Task;

    public void Dispose()
    {
        foreach (var signal in signals)
        {
            signal.Dispose();
        }
    }

    private void Stop(PosixSignalContext context) => context.Cancel = requested.TrySetResult();
}
