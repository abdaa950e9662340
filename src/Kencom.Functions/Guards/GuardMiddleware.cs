using Kencom.Core;
using Kencom.Core.Security;
using Kencom.Functions.Accounts;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Kencom.Functions.Guards;

/// <summary>
/// Lets a request reach its HTTP function only if the guard at that function lets its sender in, before anything else of the request is looked at. Fails closed: a
/// function without a guard, or with one that is not known here, is for nobody.
/// </summary>
public sealed partial class GuardMiddleware(Callers callers, Bursts bursts, StaffAccess staff, MemberAccess member, OriginCheck originCheck, ILogger<GuardMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var caller = callers.Of(http.Request);
        var guard = FunctionGuards.GuardOf(context.FunctionDefinition);
        if ((RefuseBurst(caller, guard) ?? await RefuseAsync(context.FunctionDefinition.Name, guard, http.Request, context.CancellationToken)) is { } refused)
        {
            await refused.Problem().ExecuteAsync(http);
            return;
        }

        // Requests of staff are not counted by network.
        http.Features.Set(guard is RequiresStaffAttribute ? caller : await callers.PlaceAsync(caller, context.CancellationToken));
        await next(context);
    }

    /// <summary>Before anything is read or looked up: a flood costs nothing but its own answers (ABU-2, ABU-4).</summary>
    private Error? RefuseBurst(Caller caller, GuardAttribute? guard) =>
        (bursts.Take(caller) ?? (guard is { CostsHash: true } ? bursts.TakeHash(caller) : null)) is { } wait ? Errors.TooManyRequests(wait) : null;

    private async Task<Error?> RefuseAsync(string functionName, GuardAttribute? found, HttpRequest request, CancellationToken cancellationToken)
    {
        switch (found)
        {
            case AnonymousAttribute:
                return null;
            case RequiresStarterAttribute:
                return RefuseUnlessStarter(request);
            case RequiresRegistrationAttribute:
                return request.Bearer() is null ? Errors.RegistrationTokenInvalid : null;
            case RequiresInquiryLinkAttribute:
                return request.Bearer() is null ? Errors.InquiryLinkInvalid : null;
            case RequiresMemberAttribute:
                return KeepFound(request, await member.OpenAsync(request, cancellationToken));
            case RequiresStaffAttribute guard:
                return KeepFound(request, await staff.FindAsync(request, guard.Roles)) ?? KeepReason(request, guard);
            default:
                Log.Unguarded(logger, functionName);
                return HttpErrors.NotAllowed;
        }
    }

    /// <summary>A cookie that came along with a foreign page's write is no proof that the starter acts (REG-13): the write is refused as a whole (SI-5).</summary>
    private Error? RefuseUnlessStarter(HttpRequest request) =>
        request.StarterSecret() is null ? Errors.RegistrationTokenInvalid
        : HttpMethods.IsGet(request.Method) ? null
        : originCheck.RefuseForeign(request, Credentials.RegistrationCookie);

    /// <summary>After who it is: a reason is asked of nobody but staff (STF-2).</summary>
    private static Error? KeepReason(HttpRequest request, RequiresStaffAttribute guard)
    {
        var reason = guard.NeedsReason ? AuditReason.Read(request) : new Result<string>("");
        if (reason.IsSuccess)
        {
            request.HttpContext.Features.Set(new StaffAct(request.Staff(), guard.NeedsReason ? reason.Value : null));
        }

        return reason.Error;
    }

    private static Error? KeepFound<T>(HttpRequest request, Result<T> found)
    {
        if (found.IsSuccess)
        {
            request.HttpContext.Features.Set(found.Value);
        }

        return found.Error;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{FunctionName} says nothing of who may call it and was refused.", EventName = "function-unguarded")]
        public static partial void Unguarded(ILogger logger, string functionName);
    }
}
