namespace Kencom.Functions.Tests.Http;

public sealed class BadRequestTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private TestApp App => shared.App;

    public static TheoryData<string> Posts =>
    [
        "/api/registrations", "/api/activations", "/api/password-checks", "/api/registrations/current/eligibility", "/api/registrations/current/profile",
        "/api/sessions", "/api/password-resets", "/api/password-resets/confirmation", "/api/me/email/confirmation",
    ];

    [Theory]
    [MemberData(nameof(Posts))]
    [Trait("Rule", "API-1")]
    public async Task Post_OfWhatIsNoRequest_IsAProblemInJapaneseAndNever500(string path)
    {
        using var client = WithSomethingToShow();
        string[] bodies =
        [
            "", "null", "[]", "\"text\"", "{", "{\"email\":\"a@b.jp\"", "{\"email\":1}", "{\"unknown\":true}", "{\"email\":\"a\",\"email\":\"b\"}", "{\"Email\":\"a\"}",
            "{\"email\":{\"a\":[1,2,{\"b\":null}]}}", "{\"channel\":\"fax\"}", "{\"channel\":0}", "\u0000\u0001", new string('[', 5000),
        ];

        foreach (var body in bodies)
        {
            var refused = await client.SendAsync(HttpMethod.Post, path, body);

            Expect(refused, 400);
            refused.Message.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            refused.Code.Should().Be("validation-failed");
            refused.Text("title").Should().MatchRegex(@"\p{IsHiragana}");
            refused.Json.GetProperty("status").GetInt32().Should().Be(400);
            refused.Body.Should().NotContainAny("Exception", "System.", "Kencom.");
        }
    }

    [Theory]
    [MemberData(nameof(Posts))]
    [Trait("Rule", "API-1")]
    public async Task Post_Of100Kilobytes_Is413(string path)
    {
        using var client = WithSomethingToShow();

        var refused = await client.SendAsync(HttpMethod.Post, path, $"{{\"email\":\"{new string('a', 100 * 1024)}\"}}");

        Expect(refused, 413);
        refused.Code.Should().Be("body-too-large");
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Post_OfAnUnknownField_NamesIt()
    {
        using var client = App.NewClient();

        var refused = await client.PostAsync("/api/password-checks", new { password = "x", channel = "web", pasword = "y" });

        refused.ErrorsOf("pasword").Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Post_OfAFieldOfTheWrongType_NamesIt()
    {
        using var client = App.NewClient();

        var refused = await client.SendAsync(HttpMethod.Post, "/api/registrations", "{\"acceptedTerms\":{\"privacy\":7}}");

        refused.ErrorsOf("acceptedTerms.privacy").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("\"APP\"")]
    [InlineData("\" app\"")]
    [InlineData("\"app \"")]
    [InlineData("\"app,web\"")]
    [InlineData("\"app, web\"")]
    [InlineData("\"App\"")]
    [InlineData("\"0\"")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("[\"app\"]")]
    [Trait("Rule", "API-1")]
    public async Task Post_OfAWordThatIsNotExactlyOneOfTheEnumeration_NamesTheField(string channel)
    {
        using var client = App.NewClient();
        using var staff = App.NewClient();
        staff.Bearer = App.Host.IssueStaffToken("運用 花子", "Operator");
        var eraTable = channel.Replace("app", "nenkin", StringComparison.Ordinal).Replace("APP", "NENKIN", StringComparison.Ordinal).Replace("App", "Nenkin", StringComparison.Ordinal);

        ApiResponse[] answers =
        [
            await client.SendAsync(HttpMethod.Post, "/api/registrations", $$"""{"channel":{{channel}}}"""),
            await client.SendAsync(HttpMethod.Post, "/api/password-checks", $$"""{"password":"x","channel":{{channel}}}"""),
        ];
        var era = await staff.SendAsync(HttpMethod.Put, "/api/staff/insurers/06123459", $$"""{"name":"x","eraTable":{{eraTable}}}""");

        answers.Should().OnlyContain(answer => answer.ErrorsOf("channel").Any());
        era.ErrorsOf("eraTable").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("Sign-In")]
    [InlineData("%20sign-in")]
    [InlineData("sign-in,password-reset")]
    [InlineData("signIn")]
    [InlineData("")]
    [Trait("Rule", "API-1")]
    public async Task Get_WithAPurposeThatIsNotExactlyOneOfTheirs_NamesIt(string purpose)
    {
        using var client = App.NewClient();

        (await client.GetAsync($"/api/captcha-challenges?purpose={purpose}")).ErrorsOf("purpose").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}x\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n")]
    [Trait("Rule", "API-1")]
    public async Task Post_InMalformedChunks_IsTheCallersFault(string chunks)
    {
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(App.BaseAddress.Host, App.BaseAddress.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"POST /api/password-checks HTTP/1.1\r\nHost: {App.BaseAddress.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"));
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync()).Should().Be("HTTP/1.1 400 Bad Request");
    }

    /// <summary>A page of another site can send these without asking first, with the cookies of whoever looks at it.</summary>
    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Post_OfWhatIsNotCalledJson_Is415()
    {
        using var client = WithSomethingToShow();
        string[] contentTypes = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

        foreach (var (path, contentType) in Posts.SelectMany(post => contentTypes.Select(contentType => (post.Data, contentType))))
        {
            var refused = await client.SendAsync(HttpMethod.Post, path, "{\"email\":\"a@b.jp\"}", contentType);

            Expect(refused, 415);
            refused.Code.Should().Be("unsupported-media-type");
        }
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Answer_GoodOrBadOrOfAFault_IsNeitherStoredNorAPageNorTellsOfTheInside()
    {
        using var client = App.NewClient();
        async Task<ApiResponse> StartWhileTheStorageFailsAsync(Exception fault)
        {
            App.Storage.Fault = _ => throw fault;
            try
            {
                return await client.StartAsync(App.Start());
            }
            finally
            {
                App.Storage.Fault = null;
            }
        }

        (int Status, string? Code, ApiResponse Answer)[] answers =
        [
            (200, null, await client.GetAsync("/api/terms")),
            (400, "validation-failed", await client.PostAsync("/api/registrations", new { })),
            (500, "unexpected", await StartWhileTheStorageFailsAsync(new InvalidOperationException("inner-secret"))),
            (503, "busy", await StartWhileTheStorageFailsAsync(new Azure.RequestFailedException(503, "inner-secret"))),
        ];

        foreach (var (status, code, answer) in answers)
        {
            Expect(answer, status);
            answer.Code.Should().Be(code);
            answer.Body.Should().NotContainAny("inner-secret", "Exception", "System.", "Kencom.", "   at ");
            answer.Message.Headers.CacheControl!.NoStore.Should().BeTrue();
            answer.Message.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
            answer.Message.Headers.GetValues("Content-Security-Policy").Should().Equal("default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
        }
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Request_WithAWrongMethodOrRoute_IsNotFound()
    {
        using var client = App.NewClient();

        Expect(await client.GetAsync("/api/registrations"), 404);
        Expect(await client.DeleteAsync("/api/activations"), 404);
        Expect(await client.GetAsync("/api/nothing"), 404);
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Steps_WithoutATrueToken_AreRefused()
    {
        using var client = App.NewClient();
        foreach (var token in new[] { null, "", "x", "0123456789.abc", new string('a', 5000) })
        {
            client.Bearer = token;
            Expect(await client.CheckAsync(Card()), 401);
            Expect(await client.CompleteAsync(), 401);
            Expect(await client.PostAsync("/api/registrations/current/waiting"), 401);
            Expect(await client.GetAsync("/api/me"), 401);
        }
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task Steps_InTheWrongOrder_SayWhatComesNext()
    {
        using var client = await App.ActivatedAsync();

        var completion = await client.CompleteAsync();
        var profile = await client.PostAsync("/api/registrations/current/profile", new { kanaName = "ケンコム", birthDate = "1972-04-15" });

        Expect(completion, 409);
        completion.Code.Should().Be("wrong-step");
        completion.Text("next").Should().Be("eligibility");
        Expect(profile, 409);
    }

    [Fact]
    [Trait("Rule", "API-3")]
    public async Task Health_TellsLifeAndReadiness()
    {
        using var client = App.NewClient();

        Expect(await client.GetAsync("/api/health/live"), 200);
        var ready = await client.GetAsync("/api/health/ready");

        Expect(ready, 200);
        ready.Text("status").Should().Be("ready");
    }

    /// <summary>The steps of a registration are closed to who carries no token at all, before a body is looked at.</summary>
    private ApiClient WithSomethingToShow()
    {
        var client = App.NewClient();
        client.Bearer = "no-token-of-ours";
        return client;
    }
}

public sealed class NotReadyTests : AppTests
{
    protected override void Configure(TestAppOptions options) => options.Settings["Mail__ConnectionString"] = "endpoint=http://127.0.0.1:9/;accesskey=AAAA";

    [Fact]
    [Trait("Rule", "API-3")]
    public async Task Ready_WithoutItsMailProvider_Is503AndSaysWhich()
    {
        using var client = App.NewClient();

        var notReady = await client.GetAsync("/api/health/ready");

        Expect(notReady, 503);
        notReady.Json.GetProperty("mail").GetBoolean().Should().BeFalse();
        notReady.Json.GetProperty("storage").GetBoolean().Should().BeTrue();
        notReady.Json.GetProperty("queue").GetBoolean().Should().BeTrue();
    }
}
