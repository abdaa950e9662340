using Kencom.LocalHost.Helpers.Storage;

namespace Kencom.TestSupport;

/// <summary>One emulator for the test process; each app gets an account of its own and so sees nothing of the others.</summary>
public static class StorageEmulator
{
    private static readonly Lazy<Task<AzuriteProcess>> Running = new(() => AzuriteProcess.StartAsync(accounts: 1000));

    private static int Taken;

    /// <summary>A connection string for an account that nothing has used yet.</summary>
    public static async Task<string> NewAccountAsync()
    {
        var azurite = await Running.Value;
        return azurite.ConnectionString($"account{Interlocked.Increment(ref Taken) - 1}");
    }
}
