using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Kencom.LocalHost.Host;

/// <summary>All functions of an app. What the real host or worker would refuse, or silently leave empty, is an error at the start.</summary>
internal sealed partial class FunctionCatalogue
{
    /// <summary>What the host knows of a queue message beside its text; bound by name.</summary>
    public static readonly IReadOnlySet<string> QueueMessageData = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "QueueTrigger", "Id", "PopReceipt", "DequeueCount", "InsertionTime", "ExpirationTime", "NextVisibleTime",
    };

    private FunctionCatalogue(IReadOnlyList<LocalFunction> functions) => Functions = functions;

    public IReadOnlyList<LocalFunction> Functions { get; }

    /// <exception cref="LocalHostException">Something is wrong with the functions; every fault is listed.</exception>
    public static FunctionCatalogue Of(IEnumerable<Type> types)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var errors = new List<string>();
        var functions = new List<LocalFunction>();
        foreach (var method in types.Where(type => !type.IsAbstract || type.IsSealed).SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute && Check(attribute.Name, method, errors) is { } function)
                functions.Add(function);
        }

        errors.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"The function name '{group.Key}' is used more than once: {string.Join(", ", group.Select(f => f.EntryPoint))}."));

        return errors.Count == 0
            ? new FunctionCatalogue(functions)
            : throw new LocalHostException("The functions cannot be started:" + string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}")));
    }

    private static LocalFunction? Check(string name, MethodInfo method, List<string> errors)
    {
        var where = $"{method.DeclaringType!.FullName}.{method.Name}";
        if (!NamePattern().IsMatch(name))
            errors.Add($"{where}: '{name}' is no function name (a letter, then letters, digits, _ and -).");
        if (IsValueTask(method.ReturnType))
            errors.Add($"{where}: the worker does not await a ValueTask; return a Task.");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            errors.Add($"{where}: nothing awaits an async void function; return a Task.");

        var triggers = method.GetParameters()
            .Select(parameter => (parameter, attribute: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.attribute is not null)
            .ToList();
        if (triggers is not [var (triggerParameter, trigger)])
        {
            errors.Add($"{where}: a function needs exactly one trigger, this one has {triggers.Count}.");
            return null;
        }

        if (LocalFunction.TypeOf(trigger!) is null)
        {
            errors.Add($"{where}: the local host knows no trigger '{trigger!.GetType().Name}' (it knows HttpTrigger, QueueTrigger and TimerTrigger).");
            return null;
        }

        var function = new LocalFunction(name, method, triggerParameter, trigger!);
        errors.AddRange(ParameterErrors(function).Select(error => $"{where}: {error}"));
        return function;
    }

    private static IEnumerable<string> ParameterErrors(LocalFunction function)
    {
        IReadOnlySet<string> data = QueueMessageData;
        if (function.Trigger is TimerTriggerAttribute)
            data = new HashSet<string>(StringComparer.Ordinal);

        if (function.Trigger is HttpTriggerAttribute http)
        {
            RoutePattern? route = null;
            string? error = null;
            try
            {
                route = RoutePatternFactory.Parse(http.Route ?? function.Name);
            }
            catch (RoutePatternException e)
            {
                error = $"the route '{http.Route}' cannot be read: {e.Message}";
            }

            if (route is null)
            {
                yield return error!;
                yield break;
            }

            if (ReservedRoute().IsMatch(route.RawText!))
                yield return $"the route '{http.Route}' is reserved by the host.";
            data = route.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }

        foreach (var parameter in function.Method.GetParameters())
        {
            var type = parameter.ParameterType;
            var bindable = function.IsTriggeredBy(parameter)
                ? CanTrigger(function.Trigger, type)
                : type == typeof(FunctionContext) || type == typeof(CancellationToken) || data.Contains(parameter.Name!) || parameter.HasDefaultValue
                    || (type == typeof(HttpRequest) && function.Trigger is HttpTriggerAttribute);
            if (!bindable)
                yield return $"nothing binds the parameter '{parameter.Name}' of type {type.Name}.";
        }
    }

    private static bool CanTrigger(TriggerBindingAttribute trigger, Type type) => trigger switch
    {
        HttpTriggerAttribute => type == typeof(HttpRequest),
        TimerTriggerAttribute => type == typeof(TimerInfo),
        _ => type == typeof(string) || type == typeof(QueueMessage) || type == typeof(BinaryData) || !type.IsInterface,
    };

    private static bool IsValueTask(Type type) =>
        type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^/?(admin|runtime)(/|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ReservedRoute();
}
