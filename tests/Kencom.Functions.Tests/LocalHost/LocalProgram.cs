using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Host;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary>src/Kencom.LocalHost as a process of its own, as a person at a terminal starts it.</summary>
internal sealed class LocalProgram : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process process;
    private readonly StringBuilder said = new();

    private LocalProgram(Process process, int port)
    {
        this.process = process;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    public HttpClient Http { get; }

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

    /// <summary>The builds that lie beside this test's own.</summary>
    private static string Program { get; } = Path.Combine(
        DataFolder.Top, "src", "Kencom.LocalHost", Path.GetRelativePath(Path.Combine(DataFolder.Top, "tests", "Kencom.Functions.Tests"), AppContext.BaseDirectory), "Kencom.LocalHost.dll");

    /// <param name="port">Null takes a free one.</param>
    public static LocalProgram Start(IEnumerable<string> arguments, int? port = null, string data = "memory", IReadOnlyDictionary<string, string>? environment = null)
    {
        var chosen = port ?? FreePort();
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KENCOM_LOCAL_PORT"] = chosen.ToString(CultureInfo.InvariantCulture);
        start.Environment["KENCOM_LOCAL_DATA"] = data;
        foreach (var inherited in new[] { "FUNCTIONS_APPLICATION_DIRECTORY", "AZURE_FUNCTIONS_ENVIRONMENT" })
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new LocalProgram(Process.Start(start)!, chosen);
    }

    /// <summary>Waits until an address answers with success.</summary>
    public async Task AnswersAsync(string path) => await Eventually.HoldsAsync(
        async () =>
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The program ended with {process.ExitCode}: {Said}");
            }

            try
            {
                using var answer = await Http.GetAsync(path);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        $"{path} answers; it said: {Said}",
        TimeSpan.FromSeconds(60));

    public async Task<int> EndedAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public void Terminate() => _ = Signal(process.Id, SigTerm);

    public void Kill() => process.Kill();

    /// <summary>The worker's process: the child that runs the functions.</summary>
    public Process Worker() => Process.GetProcessById(Children().Single(child => CommandLine(child).Contains("--Functions:Worker:WorkerId", StringComparison.Ordinal)));

    /// <summary>All processes that it started.</summary>
    public IReadOnlyList<int> Children() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(id => ParentOf(id) == process.Id),
    ];

    public async Task<int> TablePortAsync() =>
        (await Http.GetFromJsonAsync<JsonElement>("/local/api/status")).GetProperty("ports").GetProperty("table").GetInt32();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        Http.Dispose();
        process.Dispose();
    }

    public static bool IsAlive(int processId) => Directory.Exists($"/proc/{processId}") && !CommandLine(processId).Equals("", StringComparison.Ordinal);

    private static int FreePort()
    {
        using var free = ListenAddress.Free();
        return free.Port;
    }

    private static int ParentOf(int id)
    {
        try
        {
            // pid (name) state parent: the name may hold anything.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Hear(string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }

#pragma warning disable SYSLIB1054 // Two integers need no generated marshalling.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
#pragma warning restore SYSLIB1054
}
