using System.Text.Json;
using Kencom.LocalHost.Host.Worker;

namespace Kencom.LocalHost.Host;

/// <summary>A function as the worker describes it: its name, and the binding that triggers it.</summary>
internal sealed class HostedFunction
{
    public const string HttpTrigger = "httpTrigger";
    public const string QueueTrigger = "queueTrigger";
    public const string TimerTrigger = "timerTrigger";

    private readonly JsonElement trigger;

    /// <param name="trigger">The binding whose type ends in Trigger.</param>
    public HostedFunction(RpcFunctionMetadata metadata, JsonElement trigger)
    {
        Metadata = metadata;
        this.trigger = trigger;
        TriggerType = trigger.GetProperty("type").GetString()!;
        TriggerParameter = trigger.GetProperty("name").GetString()!;
    }

    public RpcFunctionMetadata Metadata { get; }

    public string Id => Metadata.FunctionId;

    public string Name => Metadata.Name;

    public string TriggerType { get; }

    public string TriggerParameter { get; }

    /// <summary>Whether the worker wants the message itself, not its text (an SDK's type).</summary>
    public bool WantsModelData => trigger.TryGetProperty("properties", out var properties) && Text(properties, "supportsDeferredBinding") == bool.TrueString;

    public string? Text(string property) => Text(trigger, property);

    public bool Flag(string property) => trigger.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.True;

    public IReadOnlyList<string> Texts(string property) =>
        trigger.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
