using System.Diagnostics;

namespace Kencom.Functions.Tests.LocalHost;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Polls until the condition holds; fails after 20 s unless told otherwise.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string because = "", TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.Should().BeLessThan(patience ?? Patience, "the condition must hold by then {0}", because);
            await Task.Delay(20);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string because = "") => HoldsAsync(() => Task.FromResult(condition()), because);
}
