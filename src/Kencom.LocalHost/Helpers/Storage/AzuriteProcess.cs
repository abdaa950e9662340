using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.Storage;

/// <summary>A storage emulator of our own, with the development account. It ends when this object is disposed, and also when our process dies in any way.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the emulator has to write its data (child.cjs).</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    private readonly Process process;

    private AzuriteProcess(Process process, AzuritePorts ports)
    {
        this.process = process;
        Ports = ports;
    }

    public AzuritePorts Ports { get; }

    public string ConnectionString => Ports.ConnectionString(AzuritePorts.DevelopmentAccount);

    /// <param name="location">Where data is kept; null keeps it in memory.</param>
    /// <param name="ports">Ports to use where they are free; null takes any.</param>
    /// <param name="report">Told what takes time or is not as usual.</param>
    /// <exception cref="LocalHostException">It cannot be fetched or started.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string? location = null, AzuritePorts? ports = null, Action<string>? report = null, CancellationToken cancellationToken = default)
    {
        report ??= static _ => { };
        var tool = await AzuriteTool.EnsureAsync(report, cancellationToken);
        if (ports is null)
        {
            return await StartAsync(tool, location, AzuritePorts.Any, cancellationToken);
        }

        try
        {
            return await StartAsync(tool, location, FreeOnes(ports, report), cancellationToken);
        }
        catch (LocalHostException e) when (e.Message.Contains("EADDRINUSE", StringComparison.Ordinal))
        {
            // Another program found the same ports free a moment ago.
            report("Another storage emulator took its ports at the same time; this one chooses others.");
            return await StartAsync(tool, location, AzuritePorts.Any, cancellationToken);
        }
    }

    private static async Task<AzuriteProcess> StartAsync((string Main, string Child) tool, string? location, AzuritePorts wanted, CancellationToken cancellationToken)
    {
        var (process, listening) = await StartAsync(tool.Main, tool.Child, location, wanted, cancellationToken);
        return new AzuriteProcess(process, AzuritePorts.Of(listening));
    }

    /// <summary>Starts the emulator with a script that is loaded into it and decides how long it lives.</summary>
    /// <returns>The process, and by the name of each service where it listens.</returns>
    /// <exception cref="LocalHostException">It cannot be started.</exception>
    public static async Task<(Process Process, IReadOnlyDictionary<string, int> Listening)> StartAsync(
        string main, string script, string? location, AzuritePorts wanted, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", Arguments(main, script, location, wanted))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = location ?? Path.GetDirectoryName(main)!,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{AzuritePorts.DevelopmentAccount}:{AzuritePorts.Key}";
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
            return (started, await ListeningAsync(started, cancellationToken));
        }
        catch
        {
            started.Kill();
            started.Dispose();
            throw;
        }
    }

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

    private static IEnumerable<string> Arguments(string main, string script, string? location, AzuritePorts ports)
    {
        // The SDKs are newer than the API versions that the emulator knows; what they add is not used.
        yield return "--require";
        yield return script;
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

    private static async Task<IReadOnlyDictionary<string, int>> ListeningAsync(Process process, CancellationToken cancellationToken)
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

                if (AzuritePorts.Services.All(ports.ContainsKey))
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

        return ports;
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

    [GeneratedRegex(@"^Azurite (?<service>[A-Za-z]+) service is successfully listening at .*:(?<port>\d+)/?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}

/// <summary>Where the emulator's three services listen; 0 asks for any port.</summary>
internal sealed record AzuritePorts(int Blob, int Queue, int Table)
{
    /// <summary>The account that <c>UseDevelopmentStorage=true</c> means; its key is public and the same everywhere.</summary>
    public const string DevelopmentAccount = "devstoreaccount1";
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static readonly IReadOnlyList<string> Services = ["Blob", "Queue", "Table"];

    public static AzuritePorts Usual { get; } = new(10000, 10001, 10002);

    public static AzuritePorts Any { get; } = new(0, 0, 0);

    /// <param name="listening">By the name of each service.</param>
    public static AzuritePorts Of(IReadOnlyDictionary<string, int> listening) => new(listening["Blob"], listening["Queue"], listening["Table"]);

    public string ConnectionString(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
            + $"BlobEndpoint=http://127.0.0.1:{Blob}/{account};QueueEndpoint=http://127.0.0.1:{Queue}/{account};TableEndpoint=http://127.0.0.1:{Table}/{account};";
}
