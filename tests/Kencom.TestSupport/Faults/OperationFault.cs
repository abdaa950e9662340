namespace Kencom.TestSupport;

/// <summary>What can befall an operation at one of its calls to storage: the columns of the fault matrix.</summary>
public enum OperationFault
{
    /// <summary>The caller hangs up: its request is cancelled.</summary>
    Cancelled,

    /// <summary>It stalls before the call, until another run of the same operation has finished.</summary>
    Stalled,

    /// <summary>The process dies right after the call.</summary>
    Killed,

    /// <summary>The call is done, but its answer gets lost; the SDK then tries again.</summary>
    LostAnswer,

    /// <summary>From the call on the storage is too busy, until the operation has given up.</summary>
    Throttled,

    /// <summary>The process dies, and the app comes back with another current hash key.</summary>
    KeyRotated,
}

/// <summary>Has a fault befall an operation at a call.</summary>
public sealed class FaultAt
{
    private readonly OperationFault fault;
    private readonly int at;
    private readonly Action befall;
    private int calls;

    /// <param name="storage">Of the instance that runs the operation.</param>
    /// <param name="at">The number of the call, from 1.</param>
    /// <param name="befall">Hangs up (<see cref="OperationFault.Cancelled"/>), or does what the operation stalls for (<see cref="OperationFault.Stalled"/>).</param>
    public FaultAt(StorageCalls storage, OperationFault fault, int at, Action befall)
    {
        (this.fault, this.at, this.befall) = (fault, at, befall);
        storage.Fault = _ => Befall(Interlocked.Increment(ref calls));
    }

    /// <summary>Whether the operation made the call.</summary>
    public bool Befell => Volatile.Read(ref calls) >= at;

    private StorageFault Befall(int call)
    {
        if (call < at || (call > at && fault != OperationFault.Throttled))
        {
            return StorageFault.None;
        }

        switch (fault)
        {
            case OperationFault.Killed or OperationFault.KeyRotated:
                return StorageFault.After;
            case OperationFault.LostAnswer:
                return StorageFault.LostAnswer;
            case OperationFault.Throttled:
                return StorageFault.Throttled;
            default:
                befall();
                return StorageFault.None;
        }
    }
}
