using Azure;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Accounts;
using Kencom.TestSupport;

namespace Kencom.Core.Tests.Faults;

/// <summary>An operation as an instance of the app runs it for a caller.</summary>
internal delegate Task Operation(AccountWorld instance, CancellationToken caller);

/// <summary>Has each kind of fault befall an operation at each of its calls to storage in turn (FIN-3), in a storage of its own each time.</summary>
internal static class FaultMatrix
{
    /// <summary>The settings of an app whose current hash key is another.</summary>
    public static readonly (string Key, string Value)[] RotatedKey =
    [
        ("Security:HashKeys:2", Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray())),
        ("Security:CurrentHashKey", "2"),
    ];

    public static TheoryData<OperationFault> Faults { get; } = [.. Enum.GetValues<OperationFault>()];

    /// <param name="prepare">Makes what the operation needs, and gives the operation.</param>
    /// <param name="check">Is given an instance that works after the fault.</param>
    /// <param name="fewest">Calls that the operation makes at least.</param>
    public static async Task AtEachCallAsync(OperationFault fault, int fewest, Func<AccountWorld, Task<Operation>> prepare, Func<AccountWorld, Task> check)
    {
        var befell = true;
        for (var at = 1; befell; at++)
        {
            await using var accounts = await AccountWorld.StartAsync(("Storage:RequestRetries", "1"), ("Allowances:Times:Mails", "100"));
            var operation = await prepare(accounts);
            befell = await RunAsync(fault, at, accounts, operation);
            if (!befell)
            {
                at.Should().BeGreaterThan(fewest, "the fault befell each call before");
            }

            if (fault is OperationFault.Killed or OperationFault.Throttled or OperationFault.KeyRotated)
            {
                await using var later = fault == OperationFault.KeyRotated ? accounts.OtherInstance([.. RotatedKey.Select(setting => (setting.Key, (string?)setting.Value))]) : accounts.OtherInstance();
                accounts.Clock.Advance(TimeSpan.FromMinutes(11));
                await later.SweepAsync();
                await check(later);
            }
            else
            {
                await check(accounts);
            }
        }
    }

    /// <summary>As a request: with an end, after few tries of each call.</summary>
    /// <returns>Whether the operation made the call.</returns>
    private static async Task<bool> RunAsync(OperationFault fault, int at, AccountWorld accounts, Operation operation)
    {
        await using var faulty = accounts.OtherInstance();
        using var caller = new CancellationTokenSource();
        var befallen = new FaultAt(
            faulty.Calls, fault, at, fault == OperationFault.Stalled ? () => Task.Run(() => operation(accounts, CancellationToken.None)).GetAwaiter().GetResult() : caller.Cancel);
        RequestDeadline.Begin(TimeSpan.FromSeconds(30));
        try
        {
            await operation(faulty, caller.Token);
        }
        catch (Exception interrupted) when (interrupted is StorageCalls.StorageAbortedException or OperationCanceledException or RequestFailedException { Status: 503 })
        {
        }

        return befallen.Befell;
    }
}
