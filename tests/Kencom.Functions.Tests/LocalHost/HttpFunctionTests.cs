using System.Net;
using System.Net.Http.Json;
using Kencom.TestSupport.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class HttpFunctionTests
{
    [Theory]
    [InlineData("GET", "/api/things/7", HttpStatusCode.OK)]
    [InlineData("DELETE", "/api/things/7", HttpStatusCode.NoContent)]
    [InlineData("POST", "/api/things/7", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/things/seven", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/things/7", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/Silent", HttpStatusCode.OK)]
    [InlineData("PATCH", "/api/Silent", HttpStatusCode.OK)]
    [InlineData("GET", "/api/action", HttpStatusCode.Accepted)]
    public async Task Request_ByRouteAndMethod_IsAnsweredAsByTheHost(string method, string path, HttpStatusCode expected)
    {
        await using var app = await SmallApp.StartAsync<HttpThings>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };

        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Result_OfRouteParameters_IsWritten()
    {
        await using var app = await SmallApp.StartAsync<HttpThings>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };

        (await http.GetStringAsync("/api/things/7")).Should().Be("""{"id":7}""");
        (await http.GetStringAsync("/api/action")).Should().Be("""{"done":true}""");
    }

    [Fact]
    public async Task Exception_OfAFunction_Is500WithoutDetails()
    {
        await using var app = await SmallApp.StartAsync<HttpThings>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };

        using var answer = await http.GetAsync("/api/broken");

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Middleware_Several_RunInOrderAroundTheFunctionAndBeforeTheResultIsWritten()
    {
        await using var app = await SmallApp.StartAsync<HttpScopes>(builder =>
        {
            builder.Services.AddScoped<Visit>();
            builder.UseMiddleware<First>();
            builder.UseMiddleware<Second>();
            builder.UseWhen<Never>(context => context.FunctionDefinition.Name == "Other");
        });
        using var http = new HttpClient { BaseAddress = app.BaseAddress };

        using var answer = await http.GetAsync("/api/Trail");

        answer.Headers.GetValues("X-Trail").Single().Should().Be("first second function second-after first-after");
    }

    [Fact]
    public async Task Services_OfAnInvocation_AreOneScopeAndDisposedAfterIt()
    {
        var visits = new List<Visit>();
        await using var app = await SmallApp.StartAsync<HttpScopes>(builder =>
        {
            builder.Services.AddScoped(_ =>
            {
                var visit = new Visit();
                visits.Add(visit);
                return visit;
            });
            builder.UseMiddleware<First>();
        });
        using var http = new HttpClient { BaseAddress = app.BaseAddress };

        await http.GetAsync("/api/Trail");
        await http.GetAsync("/api/Trail");

        visits.Should().HaveCount(2).And.OnlyContain(visit => visit.SameForRequest);
        await Eventually.HoldsAsync(() => visits.All(visit => visit.Disposed));
    }

    /// <summary>The real host overwrites all of them, so nobody's limits may rest on what a client says.</summary>
    [Fact]
    public async Task ForwardedHeaders_OfAClient_CountForNothing()
    {
        await using var app = await SmallApp.StartAsync<HttpThings>(builder => builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardLimit = 5;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
        }));
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.66, 198.51.100.7");
        http.DefaultRequestHeaders.Add("X-Forwarded-Host", "elsewhere.example");
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        (await http.GetFromJsonAsync<string>("/api/address")).Should().Be($"127.0.0.1 http://{app.BaseAddress.Authority}");
    }

    [Fact]
    public async Task InvocationId_OfAClient_IsReplaced()
    {
        await using var app = await SmallApp.StartAsync<HttpThings>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        http.DefaultRequestHeaders.Add("x-ms-invocation-id", "mine");

        (await http.GetFromJsonAsync<string>("/api/invocation")).Should().MatchRegex("^[0-9a-f]{8}-[0-9a-f-]{27}$");
    }

    [Theory]
    [InlineData(64 * 1024)]
    [InlineData(200 * 1024)]
    public async Task Body_OfAnySize_ReachesTheFunctionWhole(int length)
    {
        await using var app = await SmallApp.StartAsync<HttpThings>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        using var body = new ByteArrayContent(new byte[length]);

        using var answer = await http.PostAsync("/api/length", body);

        (await answer.Content.ReadFromJsonAsync<long>()).Should().Be(length);
    }

    [Fact]
    public async Task Caller_WhoHangsUp_CancelsTheFunction()
    {
        var cancelled = new TaskCompletionSource();
        await using var app = await SmallApp.StartAsync<HttpThings>(builder => builder.Services.AddSingleton(cancelled));
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        using var hangUp = new CancellationTokenSource();

        var asking = () => http.GetAsync("/api/patience", hangUp.Token);
        hangUp.CancelAfter(TimeSpan.FromMilliseconds(300));

        await asking.Should().ThrowAsync<OperationCanceledException>();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Function_ThatNeverEnds_IsCancelledAtFunctionTimeoutAndCountsAsFailed()
    {
        var cancelled = new TaskCompletionSource();
        await using var app = await SmallApp.StartAsync(
            builder => builder.Services.AddSingleton(cancelled),
            new LocalFunctionAppOptions
            {
                StorageConnectionString = await StorageEmulator.NewAccountAsync(),
                FunctionTypes = [typeof(HttpThings)],
                Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost__functionTimeout"] = "00:00:01" },
            });
        using var http = new HttpClient { BaseAddress = app.BaseAddress };

        using var answer = await http.GetAsync("/api/patience");

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        cancelled.Task.IsCompleted.Should().BeTrue();
    }
}

public sealed class HttpThings
{
    [Function("GetThing")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}")] HttpRequest request, int id) =>
        Results.Json(new { id });

    [Function("DeleteThing")]
    public Task<IResult> DeleteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "things/{id:int}")] HttpRequest request, string id) =>
        Task.FromResult(id == "7" ? Results.NoContent() : Results.BadRequest());

    [Function("Silent")]
    public Task SilentAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Task.CompletedTask;

    [Function("Action")]
    public Task<IActionResult> ActionAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "action")] HttpRequest request) =>
        Task.FromResult<IActionResult>(new AcceptedResult((string?)null, new { done = true }));

    [Function("Broken")]
    public IResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "broken")] HttpRequest request) =>
        throw new InvalidOperationException("secret detail");

    [Function("Address")]
    public IResult Address([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "address")] HttpRequest request) =>
        Results.Json($"{request.HttpContext.Connection.RemoteIpAddress} {request.Scheme}://{request.Host}");

    [Function("Invocation")]
    public IResult Invocation([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invocation")] HttpRequest request) =>
        Results.Json(request.Headers["x-ms-invocation-id"].ToString());

    [Function("Length")]
    public async Task<IResult> LengthAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "length")] HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return Results.Json(body.Length);
    }

    [Function("Patience")]
    public async Task PatienceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "patience")] HttpRequest request, FunctionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            context.InstanceServices.GetRequiredService<TaskCompletionSource>().TrySetResult();
        }
    }
}

public sealed class HttpScopes(Visit visit)
{
    [Function("Trail")]
    public IResult Trail([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
    {
        visit.SameForRequest = ReferenceEquals(visit, request.HttpContext.RequestServices.GetService<Visit>())
            && ReferenceEquals(visit, context.InstanceServices.GetService<Visit>());
        visit.Steps.Add("function");
        return Results.Ok();
    }
}

public sealed class Visit : IDisposable
{
    public List<string> Steps { get; } = [];

    public bool SameForRequest { get; set; }

    public bool Disposed { get; private set; }

    public void Dispose() => Disposed = true;
}

public sealed class First : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var visit = context.InstanceServices.GetRequiredService<Visit>();
        visit.Steps.Add("first");
        await next(context);
        visit.Steps.Add("first-after");
        context.GetHttpContext()!.Response.Headers["X-Trail"] = string.Join(' ', visit.Steps);
    }
}

public sealed class Second : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var visit = context.InstanceServices.GetRequiredService<Visit>();
        visit.Steps.Add("second");
        await next(context);
        visit.Steps.Add("second-after");
    }
}

public sealed class Never : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => throw new InvalidOperationException("not for this function");
}
