using System.Runtime.InteropServices;

/// <summary>
/// Runs within the worker's process before its Main (DOTNET_STARTUP_HOOKS; the runtime asks for this name, outside of any namespace). It ties the worker's life to
/// the host's: the host holds the other end of standard input, and the system closes it even when the host is killed.
/// </summary>
#pragma warning disable CA1050, MA0047 // The runtime's name.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly ManualResetEventSlim Ending = new();

    public static void Initialize()
    {
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Ending.Set();

        // Ctrl-C reaches the whole group at once, but the host lets running functions finish first.
        if (!OperatingSystem.IsWindows())
        {
            _ = SetProcessGroup(0, 0);
        }

        new Thread(EndWithTheHost) { IsBackground = true, Name = "end with the host" }.Start();
    }

    private static void EndWithTheHost()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> nothing = stackalloc byte[1];
        while (input.Read(nothing) > 0)
        {
        }

        // The host closes this when it has told the worker to stop: that one ends by itself within this time. One that is still there has lost its host.
        if (!Ending.Wait(Grace))
        {
            Environment.Exit(1);
        }
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code; two integers need none.
    [DllImport("libc", EntryPoint = "setpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetProcessGroup(int process, int group);
#pragma warning restore SYSLIB1054
}
