using System.Reflection;
using Kencom.Functions.OpenApi;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Tests;

/// <summary>What the app answers, as its functions declare it: a new route is noticed by the tests that go over all of them.</summary>
internal static class HttpRoutes
{
    /// <summary>Verb and path of every HTTP function, with the path's parameters in braces.</summary>
    public static IEnumerable<(string Verb, string Path)> All =>
        typeof(OpenApiFunction).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>()
            .SelectMany(trigger => trigger.Methods!.Select(verb => (verb, $"/api/{trigger.Route}")));
}
