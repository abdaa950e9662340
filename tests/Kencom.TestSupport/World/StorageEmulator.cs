using System.Collections.Concurrent;
using Kencom.LocalHost.Helpers.Storage;

namespace Kencom.TestSupport;

/// <summary>
/// Emulators for the test process, ended with it; each world gets an account of its own and so sees nothing of the others. An emulator works on a single core and
/// gets slower with what it holds, so a process that takes many accounts has several; test processes that run side by side share none.
/// </summary>
public static class StorageEmulator
{
    private const int Most = 4;

    /// <summary>So many accounts in turn lie in one emulator: who needs few starts only one.</summary>
    private const int InTurn = 16;

    private static readonly ConcurrentDictionary<int, Lazy<Task<AzuriteProcess>>> Running = new();

    private static int Taken;

    /// <summary>A connection string for an account that nothing has used yet.</summary>
    public static async Task<string> NewAccountAsync()
    {
        var number = Interlocked.Increment(ref Taken) - 1;
        var azurite = await Running.GetOrAdd(number / InTurn % Most, _ => new(() => AzuriteProcess.StartAsync(accounts: 5000))).Value;
        return azurite.ConnectionString($"account{number}");
    }

    /// <summary>How much of the processors the emulators have used so far.</summary>
    public static async Task<TimeSpan> ProcessorTimeAsync()
    {
        var all = await Task.WhenAll(Running.Values.Select(azurite => azurite.Value));
        return TimeSpan.FromTicks(all.Sum(azurite => azurite.ProcessorTime.Ticks));
    }
}
