using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Tests.Http;

/// <summary>Requests while storage takes connections and gives no answer, or a useless one (API-1).</summary>
public sealed class SilentStorageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>Each waits for another kind of call, or for several.</summary>
    private static readonly (string Name, Func<ApiClient, TestApp, Task<ApiResponse>> SendAsync)[] Requests =
    [
        ("start", (client, app) => client.StartAsync(app.Start())),
        ("captcha", (client, _) => client.GetAsync("/api/captcha-challenges")),
        ("sign-in", (client, _) => client.PostAsync("/api/sessions", new { email = "a@example.jp", password = "jK7!wq2Rv" })),
        ("activation", (client, _) => client.ActivateAsync("abcdefghij0123456789")),
        ("member", (client, _) => client.GetAsync("/api/me")),
        ("insurers", (client, _) => client.GetAsync("/api/staff/insurers")),
    ];

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Request_WhileStorageNeverAnswers_IsToldInTimeToComeBack()
    {
        using var storage = new BadStorage(answer: null);
        await using var app = await StartAsync(storage);

        await ShouldAllBeBusyAsync(app);

        storage.Connections.Should().BePositive();
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Request_WhileStorageAsksToWaitForMinutes_IsToldInTimeToComeBack()
    {
        using var storage = new BadStorage("HTTP/1.1 503 Server Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
        await using var app = await StartAsync(storage);

        await ShouldAllBeBusyAsync(app);
    }

    /// <summary>No single wait is long: there is always a byte more.</summary>
    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Request_WhileTheAnswerOfStorageDrips_IsToldInTimeToComeBack()
    {
        using var storage = new BadStorage("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", drips: true);
        await using var app = await StartAsync(storage);

        await ShouldAllBeBusyAsync(app);
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public void Patience_ByDefault_LeavesTimeForTheRestOfTheRequest() =>
        new StorageOptions().RequestPatience.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(20), "30 s are all that a request has");

    private static async Task ShouldAllBeBusyAsync(TestApp app)
    {
        using var client = app.NewClient();
        client.Bearer = app.Host.IssueStaffToken("運用 花子", "Operator");
        using var member = app.NewClient();
        member.SetCookie("__Host-kencom-session", $"nobody.{new string('x', 43)}");
        var answers = await Task.WhenAll(Requests.Select(async request =>
        {
            var watch = Stopwatch.StartNew();
            var answer = await request.SendAsync(request.Name == "member" ? member : client, app);
            return (request.Name, Status: (int)answer.Status, answer.Code, answer.Message.Headers.RetryAfter, watch.Elapsed);
        }));

        answers.Select(answer => (answer.Name, answer.Status, answer.Code)).Should().Equal(Requests.Select(request => (request.Name, 503, (string?)"busy")));
        answers.Should().OnlyContain(answer => answer.RetryAfter != null && answer.Elapsed < TimeSpan.FromSeconds(15), "the patience is a second and a half, and the machine may be busy");
    }

    private static Task<TestApp> StartAsync(BadStorage storage) => TestApp.StartAsync(options =>
    {
        options.StorageConnectionString = storage.ConnectionString;
        options.Settings["Storage__CreateMissing"] = "false";
        options.Settings["Storage__RequestPatience"] = Patience.ToString("c");
        options.Settings["Storage__RequestTryTimeout"] = "00:00:00.5";
        options.Functions = type => !type.GetMethods().SelectMany(method => method.GetParameters()).Any(parameter => parameter.IsDefined(typeof(QueueTriggerAttribute), inherit: false));
    });

    /// <summary>Takes every connection and answers each request with the same, byte by byte, or never.</summary>
    private sealed class BadStorage : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> clients = [];
        private readonly byte[]? answer;
        private readonly bool drips;

        public BadStorage(string? answer, bool drips = false)
        {
            this.drips = drips;
            this.answer = answer is null ? null : Encoding.ASCII.GetBytes(answer);
            listener.Start();
            _ = TakeAsync();
        }

        public int Connections => clients.Count;

        public string ConnectionString
        {
            get
            {
                var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/silent";
                return $"AccountName=silent;AccountKey={Convert.ToBase64String(new byte[64])};BlobEndpoint={address};QueueEndpoint={address};TableEndpoint={address}";
            }
        }

        public void Dispose()
        {
            listener.Stop();
            clients.ForEach(client => client.Dispose());
        }

        private async Task TakeAsync()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await listener.AcceptTcpClientAsync();
                }
                catch (SocketException)
                {
                    return; // The test is over.
                }

                clients.Add(client);
                if (answer is not null)
                {
                    _ = AnswerAsync(client.GetStream());
                }
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer) > 0)
            {
                await stream.WriteAsync(answer);
                while (drips)
                {
                    stream.WriteByte((byte)' ');
                    await Task.Delay(50);
                }
            }
        }
    }
}
