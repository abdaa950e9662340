using System.Reflection;
using Kencom.LocalHost.Helpers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kencom.LocalHost.Host;

/// <summary>How the app that is being built was started: from a terminal, or by a test in its own process.</summary>
internal sealed class Launch
{
    private static readonly AsyncLocal<Launch?> OfThisFlow = new();

    /// <summary>The launch that <c>FunctionsApplication.CreateBuilder</c> belongs to; it flows into a test's entry point.</summary>
    public static Launch? Current
    {
        get => OfThisFlow.Value;
        set => OfThisFlow.Value = value;
    }

    public required ListenAddress Address { get; init; }

    public required LocalSettings Settings { get; init; }

    /// <summary>Set last: what really runs, or what a test wants, beats every other source.</summary>
    public required IReadOnlyDictionary<string, string?> Overrides { get; init; }

    public required IReadOnlyList<Type> FunctionTypes { get; init; }

    public required Assembly Assembly { get; init; }

    public LocalHelpers? Helpers { get; init; }

    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Whether a person watches: log to the terminal, obey Ctrl-C, greet.</summary>
    public bool Interactive { get; init; }

    public bool RunTimers { get; init; } = true;

    public HostTimes Times { get; init; } = new();

    public Action<IHost>? Built { get; init; }

    /// <summary>Starts what <c>dotnet run</c> needs; ends the process with a plain message when that cannot be done.</summary>
    public static Launch FromTerminal(string[] args)
    {
        try
        {
            return TerminalLaunch.Start(args);
        }
        catch (LocalHostException e)
        {
            Console.Error.WriteLine();
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
            throw;
        }
    }
}

/// <param name="Lease">How long a received message stays hidden; renewed at half time while its function runs.</param>
/// <param name="Drain">How long a stopping host lets functions finish before it cancels them.</param>
/// <param name="Abandon">How long a cancelled function has until the host goes without it.</param>
/// <param name="ShortestPolling">After how long a queue is looked at again that has just been found empty; then ever less often.</param>
internal sealed record HostTimes(TimeSpan Lease, TimeSpan Drain, TimeSpan Abandon, TimeSpan ShortestPolling)
{
    public HostTimes()
        : this(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100))
    {
    }
}
