using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Kencom.Functions.Guards;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Kencom.Functions.Tests;

/// <summary>One thing that the app answers.</summary>
/// <param name="Path">With the path's parameters in braces.</param>
/// <param name="Guard">Who may call, in words; it is a mistake if that is not exactly one attribute's.</param>
internal sealed record HttpRoute(string Verb, string Path, string Guard, string Function);

/// <summary>What the app answers, as its functions' metadata tells the host: a new route is noticed by the tests that go over all of them.</summary>
internal static class HttpRoutes
{
    public static IReadOnlyList<HttpRoute> All { get; } =
        [.. Read().OrderBy(route => route.Path, StringComparer.Ordinal).ThenBy(route => route.Verb, StringComparer.Ordinal)];

    private static IEnumerable<HttpRoute> Read() =>
        from function in Metadata()
        let trigger = function.RawBindings!.Select(binding => JsonDocument.Parse(binding).RootElement).SingleOrDefault(IsHttpTrigger)
        where trigger.ValueKind == JsonValueKind.Object
        from verb in trigger.GetProperty("methods").EnumerateArray()
        select new HttpRoute(verb.GetString()!, $"/api/{trigger.GetProperty("route").GetString()}", GuardAt(function.EntryPoint!), function.Name!);

    private static ImmutableArray<IFunctionMetadata> Metadata() =>
        new Kencom.Functions.GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("").GetAwaiter().GetResult();

    private static bool IsHttpTrigger(JsonElement binding) => binding.GetProperty("type").GetString() == "httpTrigger";

    private static string GuardAt(string entryPoint)
    {
        var end = entryPoint.LastIndexOf('.');
        var method = typeof(GuardAttribute).Assembly.GetType(entryPoint[..end], throwOnError: true)!.GetMethod(entryPoint[(end + 1)..])!;
        return string.Join(" and ", method.GetCustomAttributes<GuardAttribute>().Select(Words)) is { Length: > 0 } guard ? guard : "nothing says who";
    }

    private static string Words(GuardAttribute guard) => guard switch
    {
        AnonymousAttribute => "anybody",
        RequiresStarterAttribute => "starter",
        RequiresRegistrationAttribute => "registration",
        RequiresMemberAttribute => "member",
        RequiresInquiryLinkAttribute => "inquiry link",
        RequiresStaffAttribute staff => $"staff: {string.Join(" or ", staff.Roles)}{(staff.NeedsReason ? " (reason)" : "")}",
        _ => guard.GetType().Name,
    };
}
