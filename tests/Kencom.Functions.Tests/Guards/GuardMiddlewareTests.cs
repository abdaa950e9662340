using System.Net;
using System.Net.Http.Headers;
using Kencom.Core;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Kencom.Functions.Tests.LocalHost;
using Kencom.TestSupport.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kencom.Functions.Tests.Guards;

/// <summary>The middleware around functions that the app itself must not have.</summary>
public sealed class GuardMiddlewareTests
{
    [Theory]
    [InlineData("guarded/open", HttpStatusCode.OK)]
    [InlineData("guarded/unguarded", HttpStatusCode.Forbidden)]
    [InlineData("guarded/unknown-guard", HttpStatusCode.Forbidden)]
    [InlineData("guarded/no-roles", HttpStatusCode.Forbidden)]
    [InlineData("guarded/two-guards", HttpStatusCode.InternalServerError)]
    [InlineData("guarded/asks-for-more", HttpStatusCode.InternalServerError)]
    [Trait("Rule", "STF-1")]
    public async Task Function_WithoutAGuardThatLetsTheCallerIn_IsForNobody(string path, HttpStatusCode expected)
    {
        var ran = new List<string>();
        await using var app = await StartAsync(ran);
        using var http = OperatorOf(app);

        using var answer = await http.GetAsync($"/api/{path}");

        answer.StatusCode.Should().Be(expected);
        ran.Should().BeEquivalentTo(expected == HttpStatusCode.OK ? [path] : Array.Empty<string>());
    }

    [Theory]
    [InlineData("Support", HttpStatusCode.OK)]
    [InlineData("Operator", HttpStatusCode.OK)]
    [InlineData("operator", HttpStatusCode.Forbidden)]
    [InlineData("0", HttpStatusCode.Forbidden)]
    [Trait("Rule", "STF-1")]
    public async Task Function_ForSeveralRoles_TakesEachExactly(string role, HttpStatusCode expected)
    {
        await using var app = await StartAsync([]);
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.IssueStaffToken("運用 花子", role));

        using var answer = await http.GetAsync("/api/guarded/both-roles");

        answer.StatusCode.Should().Be(expected);
        (await answer.Content.ReadAsStringAsync()).Contains("運用 花子", StringComparison.Ordinal).Should().Be(expected == HttpStatusCode.OK);
    }

    private static HttpClient OperatorOf(LocalFunctionApp app)
    {
        var http = new HttpClient { BaseAddress = app.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.IssueStaffToken("運用 花子", "Operator"));
        return http;
    }

    private static Task<LocalFunctionApp> StartAsync(List<string> ran) => SmallApp.StartAsync<GuardedFunctions>(builder =>
    {
        builder.UseMiddleware<ProblemMiddleware>();
        builder.UseMiddleware<GuardMiddleware>();
        builder.Services.AddKencom(builder.Configuration);
        builder.Services.AddKencomFunctions(builder.Configuration);
        builder.Services.AddSingleton(ran);
    });
}

public sealed class GuardedFunctions(List<string> ran)
{
    [Function("Open")]
    [Anonymous]
    public IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/open")] HttpRequest request) => Ran("guarded/open");

    [Function("Unguarded")]
    public IResult Unguarded([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/unguarded")] HttpRequest request) => Ran("guarded/unguarded");

    [Function("UnknownGuard")]
    [Newer]
    public IResult UnknownGuard([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/unknown-guard")] HttpRequest request) => Ran("guarded/unknown-guard");

    [Function("NoRoles")]
    [RequiresStaff]
    public IResult NoRoles([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/no-roles")] HttpRequest request) => Ran("guarded/no-roles");

    [Function("TwoGuards")]
    [Anonymous]
    [RequiresMember]
    public IResult TwoGuards([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/two-guards")] HttpRequest request) => Ran("guarded/two-guards");

    [Function("AsksForMore")]
    [Anonymous]
    public IResult AsksForMore([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/asks-for-more")] HttpRequest request) => Ran(request.Session().MemberId);

    [Function("BothRoles")]
    [RequiresStaff(StaffRole.Support, StaffRole.Operator)]
    public IResult BothRoles([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guarded/both-roles")] HttpRequest request) => Results.Text(request.Staff().Name);

    private IResult Ran(string what)
    {
        ran.Add(what);
        return Results.Ok();
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class NewerAttribute : GuardAttribute;
