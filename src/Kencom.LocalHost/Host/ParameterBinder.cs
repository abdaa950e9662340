using System.Reflection;
using System.Text.Json;
using Azure.Core.Serialization;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Kencom.LocalHost.Host;

/// <summary>Finds the values of a function's parameters as the worker's converters do.</summary>
internal sealed class ParameterBinder(IOptions<WorkerOptions> workerOptions, IOptions<JsonSerializerOptions> jsonOptions)
{
    private readonly ObjectSerializer _serializer = workerOptions.Value.Serializer ?? new JsonObjectSerializer(jsonOptions.Value);

    public async ValueTask<object?[]> BindAsync(LocalFunctionContext context)
    {
        var parameters = context.Function.Method.GetParameters();
        var values = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
            values[i] = await ValueAsync(context, parameters[i]);
        return values;
    }

    private async ValueTask<object?> ValueAsync(LocalFunctionContext context, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
            return context;
        if (type == typeof(CancellationToken))
            return context.CancellationToken;
        if (type == typeof(HttpRequest))
            return context.HttpContext?.Request;
        if (context.Function.IsTriggeredBy(parameter))
            return await TriggerValueAsync(context.Trigger, type);
        return context.BindingContext.BindingData.TryGetValue(parameter.Name!, out var value) && value is not null
            ? await ConvertAsync(value, type)
            : Missing(parameter);
    }

    private async ValueTask<object?> TriggerValueAsync(object trigger, Type type)
    {
        if (trigger is not QueueMessage message || type == typeof(QueueMessage))
            return trigger;
        return type == typeof(BinaryData) ? message.Body : await ConvertAsync(message.MessageText, type);
    }

    private async ValueTask<object?> ConvertAsync(object value, Type type)
    {
        if (type.IsInstanceOfType(value))
            return value;
        var text = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
        if (type == typeof(string))
            return text;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(Guid))
            return Guid.Parse(text);
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return await _serializer.DeserializeAsync(json, type, CancellationToken.None);
    }

    private static object? Missing(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue;
        return !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            ? null
            : throw new InvalidOperationException($"Could not populate the value for '{parameter.Name}' parameter.");
    }
}
