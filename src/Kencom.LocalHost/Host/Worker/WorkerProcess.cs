using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Kencom.LocalHost.Host.Worker;

/// <summary>The worker as a child process, as the real host runs it. It ends with this process, in whatever way that ends.</summary>
internal sealed class WorkerProcess : IWorker
{
    private const int LongestMemory = 64 * 1024;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly Action<string> echo;

    private WorkerProcess(Process process, Action<string> echo)
    {
        this.process = process;
        this.echo = echo;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Ended = process.WaitForExitAsync();
    }

    public Task Ended { get; }

    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <param name="settings">By configuration key; environment variables of this process win over them, as on the real host.</param>
    /// <param name="echo">Told each line that the worker writes.</param>
    /// <exception cref="LocalHostException">The folder holds no worker, or it cannot be started.</exception>
    public static WorkerProcess Start(WorkerStart start, IReadOnlyDictionary<string, string?> settings, Action<string> echo)
    {
        var program = ProgramIn(start.Directory);
        var info = new ProcessStartInfo("dotnet", [program, .. start.Arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = start.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            info.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        info.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = start.Directory;
        info.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        info.Environment.TryAdd("AZURE_FUNCTIONS_ENVIRONMENT", "Development");

        // Nobody edits its settings while it runs, and watching files costs a start.
        info.Environment.TryAdd("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        try
        {
            return new WorkerProcess(Process.Start(info)!, echo);
        }
        catch (Win32Exception e)
        {
            throw new LocalHostException($"The worker {program} cannot be started: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        try
        {
            await Ended.WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await Ended;
        }

        process.Dispose();
    }

    /// <summary>What worker.config.json of a published app names, or the program of a build.</summary>
    private static string ProgramIn(string directory)
    {
        var config = Path.Combine(directory, "worker.config.json");
        var name = "Kencom.Functions.dll";
        if (File.Exists(config))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(config));
            name = json.RootElement.GetProperty("description").GetProperty("defaultWorkerPath").GetString()!;
        }

        var program = Path.Combine(directory, name);
        return File.Exists(program) ? program : throw new LocalHostException($"There is no worker in {directory}: {name} is missing. Build src/Kencom.Functions first.");
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (said)
        {
            if (said.Length < LongestMemory)
            {
                said.AppendLine(line);
            }
        }

        echo(line);
    }
}
