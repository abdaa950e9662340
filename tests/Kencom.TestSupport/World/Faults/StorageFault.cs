namespace Kencom.TestSupport;

/// <summary>What can befall a single call to storage.</summary>
public enum StorageFault
{
    None,

    /// <summary>The process dies before the call.</summary>
    Before,

    /// <summary>The process dies when the call is done.</summary>
    After,

    /// <summary>The call is done, but the connection breaks over its answer: the SDK tries again and meets its own work.</summary>
    LostAnswer,

    /// <summary>The storage is too busy and does nothing (503).</summary>
    Throttled,
}
