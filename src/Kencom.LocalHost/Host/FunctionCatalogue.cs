using System.Text.Json;
using System.Text.RegularExpressions;
using Kencom.LocalHost.Host.Worker;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Kencom.LocalHost.Host;

/// <summary>All functions of a worker. What the real host would refuse is an error at the start, and so is what this host cannot do.</summary>
internal sealed partial class FunctionCatalogue
{
    private FunctionCatalogue(IReadOnlyList<HostedFunction> functions) => Functions = functions;

    public IReadOnlyList<HostedFunction> Functions { get; }

    /// <summary>Reads the worker's descriptions, and completes them with what the worker wants back when it loads a function.</summary>
    /// <exception cref="LocalHostException">Something is wrong with the functions; every fault is listed.</exception>
    public static FunctionCatalogue Of(IEnumerable<RpcFunctionMetadata> described)
    {
        var errors = new List<string>();
        var functions = described.Select(metadata => Check(metadata, errors)).OfType<HostedFunction>().ToList();
        errors.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"The function name '{group.Key}' is used more than once: {string.Join(", ", group.Select(f => f.Metadata.EntryPoint))}."));
        return errors.Count == 0
            ? new FunctionCatalogue(functions)
            : throw new LocalHostException("The functions cannot be started:" + string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}")));
    }

    public IEnumerable<HostedFunction> Of(string triggerType) => Functions.Where(function => function.TriggerType == triggerType);

    private static HostedFunction? Check(RpcFunctionMetadata metadata, List<string> errors)
    {
        var where = metadata.EntryPoint;
        if (!NamePattern().IsMatch(metadata.Name))
        {
            errors.Add($"{where}: '{metadata.Name}' is no function name (a letter, then letters, digits, _ and -).");
        }

        var bindings = metadata.RawBindings.Select(binding => JsonElement.Parse(binding)).ToList();
        foreach (var binding in bindings)
        {
            metadata.Bindings[binding.GetProperty("name").GetString()!] = new BindingInfo
            {
                Type = TypeOf(binding),
                Direction = Enum.Parse<BindingInfo.Types.Direction>(binding.GetProperty("direction").GetString()!, ignoreCase: true),
            };
        }

        var triggers = bindings.Where(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)).ToList();
        if (triggers is not [var trigger])
        {
            errors.Add($"{where}: a function needs exactly one trigger, this one has {triggers.Count}.");
            return null;
        }

        var function = new HostedFunction(metadata, trigger);
        errors.AddRange(Faults(function).Select(fault => $"{where}: {fault}"));
        return function;
    }

    private static string TypeOf(JsonElement binding) => binding.GetProperty("type").GetString()!;

    private static IEnumerable<string> Faults(HostedFunction function) => function.TriggerType switch
    {
        HostedFunction.HttpTrigger => HttpFaults(function),
        HostedFunction.QueueTrigger or HostedFunction.TimerTrigger => [],
        var other => [$"this host knows no '{other}' (it knows HTTP, queue and timer triggers)."],
    };

    private static IEnumerable<string> HttpFaults(HostedFunction function)
    {
        var route = function.Text("route") ?? function.Name;
        if (RouteFault(route) is { } fault)
        {
            yield return $"the route '{route}' cannot be read: {fault}";
        }

        if (ReservedRoute().IsMatch(route))
        {
            yield return $"the route '{route}' is reserved by the host.";
        }

        // The real host asks for a key of its own then. No client of ours has one, and nothing here could check it: better no answer than one without the key.
        if (!string.Equals(function.Text("authLevel"), "Anonymous", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"the authorization level '{function.Text("authLevel")}' needs keys of the Functions host, which this host has not; use Anonymous.";
        }
    }

    private static string? RouteFault(string route)
    {
        try
        {
            RoutePatternFactory.Parse(route);
            return null;
        }
        catch (RoutePatternException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^/?(admin|runtime)(/|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ReservedRoute();
}
