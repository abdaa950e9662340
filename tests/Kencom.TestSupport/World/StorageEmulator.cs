using Kencom.LocalHost.Helpers.Storage;

namespace Kencom.TestSupport;

/// <summary>
/// One emulator for the test process, ended with it; each world gets an account of its own and so sees nothing of the others. Test processes that run side by
/// side do not share one: it works on a single core, and all of them would wait for it.
/// </summary>
public static class StorageEmulator
{
    private static readonly Lazy<Task<AzuriteProcess>> Running = new(() => AzuriteProcess.StartAsync(accounts: 5000));

    private static int Taken;

    /// <summary>A connection string for an account that nothing has used yet.</summary>
    public static async Task<string> NewAccountAsync()
    {
        var azurite = await Running.Value;
        return azurite.ConnectionString($"account{Interlocked.Increment(ref Taken) - 1}");
    }

    /// <summary>How much of the processors the emulator has used so far.</summary>
    public static async Task<TimeSpan> ProcessorTimeAsync() => (await Running.Value).ProcessorTime;
}
