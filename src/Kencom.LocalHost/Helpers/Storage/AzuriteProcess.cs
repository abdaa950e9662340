using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.Storage;

/// <summary>
/// A storage emulator of our own. It ends when this object is disposed, and also when our process dies in any way.
/// Each account is a storage of its own, so that many apps can share one emulator and see nothing of each other.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The account that <c>UseDevelopmentStorage=true</c> means; its key is public and the same everywhere.</summary>
    public const string DevelopmentAccount = "devstoreaccount1";

    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the emulator has to write its data (child.cjs).</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    private readonly Process process;

    private AzuriteProcess(Process process, IReadOnlyList<string> accounts, AzuritePorts ports)
    {
        this.process = process;
        Accounts = accounts;
        Ports = ports;
    }

    /// <summary>All accounts, the development account first.</summary>
    public IReadOnlyList<string> Accounts { get; }

    public AzuritePorts Ports { get; }

    /// <summary>How much of the processors it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <param name="location">Where data is kept; null keeps it in memory.</param>
    /// <param name="accounts">How many accounts there are beside the development account (<c>account0</c>, <c>account1</c> …).</param>
    /// <param name="ports">Ports to use where they are free; null takes any.</param>
    /// <param name="report">Told what takes time or is not as usual.</param>
    /// <exception cref="LocalHostException">It cannot be fetched or started.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string? location = null,
        int accounts = 0,
        AzuritePorts? ports = null,
        Action<string>? report = null,
        CancellationToken cancellationToken = default)
    {
        report ??= static _ => { };
        var tool = await AzuriteTool.EnsureAsync(report, cancellationToken);
        if (ports is null)
        {
            return await StartAsync(tool, location, accounts, new AzuritePorts(0, 0, 0), cancellationToken);
        }

        try
        {
            return await StartAsync(tool, location, accounts, FreeOnes(ports, report), cancellationToken);
        }
        catch (LocalHostException e) when (e.Message.Contains("EADDRINUSE", StringComparison.Ordinal))
        {
            // Another program found the same ports free a moment ago.
            report("Another storage emulator took its ports at the same time; this one chooses others.");
            return await StartAsync(tool, location, accounts, new AzuritePorts(0, 0, 0), cancellationToken);
        }
    }

    private static async Task<AzuriteProcess> StartAsync(
        (string Main, string Child) tool, string? location, int accounts, AzuritePorts wanted, CancellationToken cancellationToken)
    {
        var (main, child) = tool;
        string[] names = [DevelopmentAccount, .. Enumerable.Range(0, accounts).Select(i => string.Create(CultureInfo.InvariantCulture, $"account{i}"))];

        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = location ?? Path.GetDirectoryName(child)!,
        };
        foreach (var argument in Arguments(main, child, location, wanted))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AZURITE_ACCOUNTS"] = $"{DevelopmentAccount}:{DevelopmentKey}";
        start.Environment["FURTHER_ACCOUNTS"] = accounts.ToString(CultureInfo.InvariantCulture);
        start.Environment["NODE_NO_WARNINGS"] = "1";
        Process started;
        try
        {
            started = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LocalHostException("node is missing. Install Node.js 20 or newer: https://nodejs.org", e);
        }

        try
        {
            return new AzuriteProcess(started, names, await PortsAsync(started, cancellationToken));
        }
        catch
        {
            started.Kill();
            started.Dispose();
            throw;
        }
    }

    /// <summary>A connection string for one of <see cref="Accounts"/>.</summary>
    public string ConnectionString(string account) => Accounts.Contains(account, StringComparer.Ordinal)
        ? $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={DevelopmentKey};"
            + $"BlobEndpoint=http://127.0.0.1:{Ports.Blob}/{account};QueueEndpoint=http://127.0.0.1:{Ports.Queue}/{account};TableEndpoint=http://127.0.0.1:{Ports.Table}/{account};"
        : throw new ArgumentException($"There is no account '{account}'.", nameof(account));

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static IEnumerable<string> Arguments(string main, string child, string? location, AzuritePorts ports)
    {
        // The SDKs are newer than the API versions that the emulator knows; what they add is not used.
        yield return "--require";
        yield return child;
        yield return main;
        yield return "--silent";
        yield return "--disableTelemetry";
        yield return "--skipApiVersionCheck";
        yield return "--disableProductStyleUrl";
        yield return string.Create(CultureInfo.InvariantCulture, $"--blobPort={ports.Blob}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--queuePort={ports.Queue}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--tablePort={ports.Table}");
        if (location is null)
        {
            yield return "--inMemoryPersistence";
        }
        else
        {
            yield return "--location";
            yield return location;
        }
    }

    private static async Task<AzuritePorts> PortsAsync(Process process, CancellationToken cancellationToken)
    {
        var said = new StringBuilder();
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (said)
            {
                said.AppendLine(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
                }

                if (ports.Count == 3)
                {
                    ready.TrySetResult();
                }
            }
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var exited = process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(ready.Task, exited, Task.Delay(StartLimit, cancellationToken)) != ready.Task)
        {
            throw new LocalHostException($"The storage emulator did not start:{Environment.NewLine}{said}");
        }

        return new AzuritePorts(ports["Blob"], ports["Queue"], ports["Table"]);
    }

    private static AzuritePorts FreeOnes(AzuritePorts wanted, Action<string> report)
    {
        int Free(string service, int port)
        {
            if (port == 0 || IsFree(port))
            {
                return port;
            }

            report($"Port {port} is taken; the {service} storage chooses another.");
            return 0;
        }

        return new AzuritePorts(Free("blob", wanted.Blob), Free("queue", wanted.Queue), Free("table", wanted.Table));
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at .*:(?<port>\d+)/?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}

/// <summary>The emulator's three ports; 0 asks for any.</summary>
public sealed record AzuritePorts(int Blob, int Queue, int Table)
{
    public static AzuritePorts Usual { get; } = new(10000, 10001, 10002);
}
