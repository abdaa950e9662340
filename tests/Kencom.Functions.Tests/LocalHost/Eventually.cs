using System.Diagnostics;

namespace Kencom.Functions.Tests.LocalHost;

internal static class Eventually
{
    /// <summary>Polls until the condition holds; fails after 20 s.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string because = "")
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20), "the condition must hold by then {0}", because);
            await Task.Delay(20);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string because = "") => HoldsAsync(() => Task.FromResult(condition()), because);
}
