using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Helpers.Storage;

namespace Kencom.TestSupport;

/// <summary>
/// One storage emulator for all test processes of this clone: the first starts it, each holds a connection to it, and it ends soon after the last (emulator.cjs).
/// Each world gets an account of its own and so sees nothing of the others.
/// </summary>
public static class StorageEmulator
{
    private static readonly Lazy<Task<EmulatorConnection>> Connection = new(() => EmulatorConnection.OpenAsync(Path.Combine(Repository.Root, ".local", "test-storage")));

    /// <summary>A connection string for an account that nothing has used yet.</summary>
    public static async Task<string> NewAccountAsync() => await (await Connection.Value).NewAccountAsync();

    /// <summary>How much of the processors the emulator has used so far.</summary>
    public static async Task<TimeSpan> ProcessorTimeAsync()
    {
        using var process = Process.GetProcessById((await Connection.Value).ProcessId);
        return process.TotalProcessorTime;
    }
}

/// <summary>This process's hold on the emulator.</summary>
internal sealed class EmulatorConnection : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly AzuritePorts ports;
    private readonly Stream stream;
    private readonly StreamReader reader;

    private EmulatorConnection(Note noted, Stream stream)
    {
        (ports, ProcessId, this.stream) = (noted.Ports, noted.ProcessId, stream);
        reader = new StreamReader(stream);
    }

    public int ProcessId { get; }

    /// <param name="folder">Where the processes that share an emulator find it.</param>
    public static async Task<EmulatorConnection> OpenAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var note = Path.Combine(folder, "running.json");

        // Test processes start at the same moment; one starts the emulator, the others wait for it.
        await using (await FileLock.TakeAsync(Path.Combine(folder, ".lock"), CancellationToken.None))
        {
            return await TryConnectAsync(note) ?? await StartAsync(note);
        }
    }

    public async Task<string> NewAccountAsync() =>
        await AskAsync() is { } account ? ports.ConnectionString(account) : throw new InvalidOperationException("The storage emulator of the tests has ended.");

    public void Dispose()
    {
        reader.Dispose();
        turn.Dispose();
    }

    private static async Task<EmulatorConnection> StartAsync(string note)
    {
        var (main, _) = await AzuriteTool.EnsureAsync(_ => { }, CancellationToken.None);
        var script = Path.Combine(AppContext.BaseDirectory, "World", "emulator.cjs");
        var (process, listening) = await AzuriteProcess.StartAsync(main, script, location: null, AzuritePorts.Any, CancellationToken.None);
        await File.WriteAllTextAsync(note, JsonSerializer.Serialize(new Note(process.Id, listening["Account"], AzuritePorts.Of(listening))));
        process.Dispose(); // It goes on without this one.
        return await TryConnectAsync(note) ?? throw new InvalidOperationException("The storage emulator of the tests ended at once.");
    }

    /// <returns>Null when the emulator of the note has ended, or its port is another program's by now.</returns>
    private static async Task<EmulatorConnection?> TryConnectAsync(string note)
    {
        if (await ReadAsync(note) is not { } noted)
        {
            return null;
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, noted.AccountPort);
            var connection = new EmulatorConnection(noted, new NetworkStream(socket, ownsSocket: true));
            if (await connection.AskAsync().WaitAsync(AnswerLimit) is not null)
            {
                return connection;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            // Another is started.
        }

        socket.Dispose();
        return null;
    }

    private static async Task<Note?> ReadAsync(string note)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(await File.ReadAllTextAsync(note));
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null; // Whoever wrote it was killed meanwhile.
        }
    }

    /// <returns>The name of a new account, or null when no emulator answers, or not the one of the note.</returns>
    private async Task<string?> AskAsync()
    {
        await turn.WaitAsync();
        try
        {
            await stream.WriteAsync("?"u8.ToArray());
            return (await reader.ReadLineAsync())?.Split(' ') is [var account, var process] && process == ProcessId.ToString(CultureInfo.InvariantCulture) ? account : null;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record Note(int ProcessId, int AccountPort, AzuritePorts Ports);
}
