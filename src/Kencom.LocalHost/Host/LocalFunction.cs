using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Kencom.LocalHost.Host;

/// <summary>A method with <c>[Function]</c> and its one trigger.</summary>
internal sealed class LocalFunction : FunctionDefinition
{
    public LocalFunction(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        var binding = new TriggerMetadata(triggerParameter.Name!, TypeOf(trigger)!);
        InputBindings = ImmutableDictionary<string, BindingMetadata>.Empty.Add(binding.Name, binding);
    }

    public override string Name { get; }

    public override string Id => Name;

    public override string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public override string PathToAssembly => Method.DeclaringType!.Assembly.Location;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    /// <summary>By place: when two apps of one process start at once, reflection may hand out two objects for one parameter.</summary>
    public bool IsTriggeredBy(ParameterInfo parameter) => parameter.Position == TriggerParameter.Position;

    public static string? TypeOf(TriggerBindingAttribute trigger) => trigger switch
    {
        HttpTriggerAttribute => "httpTrigger",
        QueueTriggerAttribute => "queueTrigger",
        TimerTriggerAttribute => "timerTrigger",
        _ => null,
    };

    private sealed class TriggerMetadata(string name, string type) : BindingMetadata
    {
        public override string Name { get; } = name;

        public override string Type { get; } = type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
