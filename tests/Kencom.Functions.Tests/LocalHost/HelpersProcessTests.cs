using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Kencom.LocalHost.Helpers.Storage;
using Kencom.LocalHost.Host;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary><c>dotnet run --project src/Kencom.LocalHost</c> as a process of its own.</summary>
public sealed class HelpersProcessTests
{
    [Fact]
    public async Task Emulator_OfAKilledProcess_EndsToo()
    {
        var (process, address) = await StartAsync();
        using var http = new HttpClient { BaseAddress = address };
        var status = await http.GetFromJsonAsync<JsonElement>("/local/api/status");
        var tablePort = status.GetProperty("ports").GetProperty("table").GetInt32();
        (await AnswersAsync(tablePort)).Should().BeTrue();

        process.Kill();
        await process.WaitForExitAsync();

        await Eventually.HoldsAsync(async () => !await AnswersAsync(tablePort));
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysSoAndEnds()
    {
        using var taken = ListenAddress.Free();
        using var process = Start(taken.Port);

        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(1);
        errors.Should().Contain($"Port {taken.Port} of this machine is taken").And.Contain("KENCOM_LOCAL_PORT");
    }

    private static async Task<(Process Process, Uri Address)> StartAsync()
    {
        int port;
        using (var free = ListenAddress.Free())
            port = free.Port;
        var process = Start(port);
        var address = new Uri($"http://127.0.0.1:{port}/");
        await Eventually.HoldsAsync(() => AnswersAsync(port), "the helpers start");
        return (process, address);
    }

    private static Process Start(int port)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AzuriteProcess).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KENCOM_LOCAL_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["KENCOM_LOCAL_DATA"] = "memory";
        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
