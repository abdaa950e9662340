using System.Text.Json;
using System.Text.Json.Serialization;
using Kencom.Core.Storage;

namespace Kencom.Functions.Storage;

/// <summary>Reads messages strictly, as bodies of requests are: the worker's own binding fills what is missing with null, and the fault shows somewhere else.</summary>
public static class QueueMessages
{
    private static readonly JsonSerializerOptions Json = new(QueueSender.Json)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="MalformedMessageException">A field is missing, null or of the wrong type, or it is no JSON at all: the message goes to the poison queue, where alerts see it.</exception>
    public static T Read<T>(string message)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(message, Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException malformed)
        {
            throw new MalformedMessageException(typeof(T), malformed);
        }
    }
}

/// <summary>Says which message was expected and what is wrong with the one that came.</summary>
public sealed class MalformedMessageException(Type expected, JsonException fault) : Exception($"The message is no {expected.Name}: {fault.Message}", fault);
