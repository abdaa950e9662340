using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kencom.Core;

namespace Kencom.Functions.Http;

/// <summary>A field that a body must hold, null where that is its value: leaving it out is no way to say so (STF-4).</summary>
[JsonConverter(typeof(GivenConverter))]
internal readonly record struct Given<T>
{
    public Given(T? value) => (Value, IsGiven) = (value, true);

    public T? Value { get; }

    public bool IsGiven { get; }
}

internal static class GivenFields
{
    /// <summary>Names every field that was left out; null when none was.</summary>
    [SuppressMessage("Performance", "CA1859", Justification = "Any body.")]
    public static Error? RefuseMissing(object body)
    {
        var errors = new FieldErrors();
        foreach (var property in body.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(Given<>))
            {
                var isGiven = (bool)property.PropertyType.GetProperty(nameof(Given<object>.IsGiven))!.GetValue(property.GetValue(body))!;
                errors.Require(isGiven, JsonNamingPolicy.CamelCase.ConvertName(property.Name), "この項目を指定してください。設定しない場合はnullを指定してください。");
            }
        }

        return errors.Any ? Errors.ValidationFailed(errors) : null;
    }
}

internal sealed class GivenConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Given<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Reader<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]))!;

    private sealed class Reader<T> : JsonConverter<Given<T>>
    {
        public override bool HandleNull => true;

        /// <summary>A wrong value is reported anew, so that the path names the field and not what is in it alone.</summary>
        public override Given<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return new(JsonSerializer.Deserialize<T>(ref reader, options));
            }
            catch (JsonException wrong)
            {
                throw new JsonException(wrong.Message, wrong);
            }
        }

        public override void Write(Utf8JsonWriter writer, Given<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
