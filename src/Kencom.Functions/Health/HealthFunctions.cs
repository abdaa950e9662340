using Kencom.Core.Health;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Health;

/// <summary>For load balancers and alerts (API-3): whether the process lives, and whether it can work.</summary>
public sealed class HealthFunctions(CheckReadiness readiness)
{
    [Function("health-live")]
    [Anonymous]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        Answers.Json(new { Status = "live" });

    [Function("health-ready")]
    [Anonymous]
    public async Task<IResult> Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request)
    {
        var state = await readiness.HandleAsync();
        return Answers.Json(
            new { Status = state.IsReady ? "ready" : "not-ready", state.Storage, state.Queue, state.Mail },
            state.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
