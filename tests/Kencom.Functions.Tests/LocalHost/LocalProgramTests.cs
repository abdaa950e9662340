using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kencom.LocalHost.Host;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary><c>dotnet run --project src/Kencom.LocalHost</c>, with the worker as a child process of its own.</summary>
public sealed partial class LocalProgramTests
{
    [Fact]
    public async Task Program_FromStartToMemberAndSigTerm_WorksAsTheReadmeSaysAndLeavesNothingBehind()
    {
        await using var program = LocalProgram.Start([]);
        await program.AnswersAsync("/api/health/ready");
        await RegisterAsync(program.Http);
        var children = program.Children();
        var tablePort = await program.TablePortAsync();
        children.Should().HaveCountGreaterThanOrEqualTo(2, "the worker and the emulator");

        program.Terminate();

        (await program.EndedAsync()).Should().Be(0);
        children.Where(LocalProgram.IsAlive).Should().BeEmpty();
        (await AnswersAsync(tablePort)).Should().BeFalse();
    }

    [Fact]
    public async Task Program_Killed_TakesWorkerAndEmulatorWithIt()
    {
        await using var program = LocalProgram.Start([]);
        await program.AnswersAsync("/api/health/live");
        var children = program.Children();

        program.Kill();
        await program.EndedAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(!children.Any(LocalProgram.IsAlive)), "nothing goes on without the host", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Program_WhoseWorkerDies_SaysSoAndStops()
    {
        await using var program = LocalProgram.Start([]);
        await program.AnswersAsync("/api/health/live");

        program.Worker().Kill();

        (await program.EndedAsync()).Should().Be(1);
        program.Said.Should().Contain("The worker has ended");
    }

    [Fact]
    public async Task Program_WhoseWorkerIsBroken_SaysWhatTheWorkerSaid()
    {
        var folder = Directory.CreateTempSubdirectory("kencom-broken").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "worker.config.json"), """{"description":{"defaultWorkerPath":"broken.dll"}}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.dll"), "no program");
        await using var program = LocalProgram.Start(["--app", folder]);

        (await program.EndedAsync()).Should().Be(1);

        program.Said.Should().Contain("The worker ended while it started. It said:").And.Contain("broken");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Program_WhoseWorkerFailsWhileItLoads_SaysWhatTheWorkerSaid()
    {
        await using var program = LocalProgram.Start([], environment: new Dictionary<string, string> { ["Http__TrustedProxies"] = "99" });

        (await program.EndedAsync()).Should().Be(1);

        program.Said.Should().Contain("The worker ended while").And.Contain("It said:").And.Contain("TrustedProxies");
    }

    [Fact]
    public async Task Program_WithoutAnApp_SaysWhatToDo()
    {
        var empty = Directory.CreateTempSubdirectory("kencom-no-app").FullName;
        await using var program = LocalProgram.Start(["--app", empty]);

        (await program.EndedAsync()).Should().Be(1);

        program.Said.Should().Contain($"There is no worker in {empty}");
        Directory.Delete(empty);
    }

    [Fact]
    public async Task Program_OnATakenPort_SaysSoAndEnds()
    {
        using var taken = ListenAddress.Free();
        await using var program = LocalProgram.Start([], port: taken.Port);

        (await program.EndedAsync()).Should().Be(1);

        program.Said.Should().Contain($"Port {taken.Port} of this machine is taken").And.Contain("KENCOM_LOCAL_PORT");
    }

    [Fact]
    public async Task Program_OnTheDataOfAnother_SaysSoAndEnds()
    {
        var data = Directory.CreateTempSubdirectory("kencom-data").FullName;
        await using var first = LocalProgram.Start(["--helpers-only"], data: data);
        await first.AnswersAsync("/local/api/status");
        await using var second = LocalProgram.Start(["--helpers-only"], data: data);

        (await second.EndedAsync()).Should().Be(1);

        second.Said.Should().Contain($"Another local host uses the data in {data}").And.Contain("KENCOM_LOCAL_DATA");
        first.Terminate();
        await first.EndedAsync();
        Directory.Delete(data, recursive: true);
    }

    /// <summary>Both find the usual ports free and ask for them; who comes second takes others.</summary>
    [Fact]
    public async Task Programs_StartedAtOnce_BothFindPortsForTheirStorage()
    {
        await using var first = LocalProgram.Start(["--helpers-only"]);
        await using var second = LocalProgram.Start(["--helpers-only"]);

        await Task.WhenAll(first.AnswersAsync("/local/api/status"), second.AnswersAsync("/local/api/status"));

        (await first.TablePortAsync()).Should().NotBe(await second.TablePortAsync());
    }

    [Fact]
    public async Task Program_AskedForSomethingUnknown_ShowsHowItIsUsed()
    {
        await using var program = LocalProgram.Start(["--help"]);

        (await program.EndedAsync()).Should().Be(1);

        program.Said.Should().Contain("--helpers-only").And.Contain("--app FOLDER");
    }

    /// <summary>The README's walk.</summary>
    internal static async Task RegisterAsync(HttpClient http)
    {
        var terms = await http.GetFromJsonAsync<JsonElement>("/api/terms");
        const string Password = "mG7!vq2Rt";
        var start = new { channel = "app", email = "taro@example.jp", password = Password, newsletter = true, acceptedTerms = terms };
        (await http.PostAsJsonAsync("/api/registrations", start)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var token = "";
        await Eventually.HoldsAsync(async () => (token = Link().Match(await http.GetStringAsync("/local/api/mails")).Groups["token"].Value).Length > 0, "the mail arrives");

        var activated = await BodyAsync(await http.PostAsJsonAsync("/api/activations", new { token, password = Password }), HttpStatusCode.OK);
        await Eventually.HoldsAsync(() => HasRosterAsync(http), "the demo roster is imported", TimeSpan.FromSeconds(60));
        http.DefaultRequestHeaders.Authorization = new("Bearer", activated.GetProperty("registrationToken").GetString());
        var card = new { kanaName = "ケンコムタロウ", birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "71-1234", cardNumber = "123456" };
        var confirmed = await BodyAsync(await http.PostAsJsonAsync("/api/registrations/current/eligibility", card), HttpStatusCode.OK);
        confirmed.GetProperty("insurerName").GetString().Should().Be("デモ健康保険組合");

        var completed = await BodyAsync(await http.PostAsync("/api/registrations/current/completion", content: null), HttpStatusCode.Created);
        http.DefaultRequestHeaders.Authorization = new("Bearer", completed.GetProperty("session").GetProperty("token").GetString());
        (await http.GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<bool> HasRosterAsync(HttpClient http)
    {
        var issued = await BodyAsync(await http.PostAsJsonAsync("/local/api/staff-tokens", new { name = "Test", roles = new[] { "Operator" } }), HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/staff/roster-files?insurerNumber=123456");
        request.Headers.Authorization = new("Bearer", issued.GetProperty("token").GetString());
        request.Headers.Add("X-Audit-Reason", "test");
        using var answer = await http.SendAsync(request);
        return (await answer.Content.ReadAsStringAsync()).Contains("\"done\"", StringComparison.Ordinal);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        answer.StatusCode.Should().Be(expected);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
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

    [GeneratedRegex("/users/(?<token>[0-9A-Za-z]{20})/activate", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
