using System.Text.Json;
using Kencom.Core;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Http;

/// <summary>Reads bodies strictly (API-1): the package's own binding answers malformed JSON with 500.</summary>
public static class RequestReader
{
    public const int MaxBodyBytes = 64 * 1024;

    private const int LongestEchoedField = 64;

    /// <summary>Reads the body and does the work with it, or answers what is wrong with the body.</summary>
    public static async Task<IResult> WithBodyAsync<T>(this HttpRequest request, Func<T, Task<IResult>> work, CancellationToken cancellationToken)
        where T : class
    {
        var body = await request.ReadAsync<T>(cancellationToken);
        return body.IsSuccess ? await work(body.Value) : body.Error.Problem();
    }

    public static async Task<Result<T>> ReadAsync<T>(this HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return HttpErrors.UnsupportedMediaType;
        }

        var body = await ReadBodyAsync(request, cancellationToken);
        return body.IsSuccess ? Parse<T>(body.Value) : body.Error;
    }

    /// <summary>As <see cref="ReadAsync"/>, but a request may come without a body.</summary>
    public static Task<Result<T>> ReadOptionalAsync<T>(this HttpRequest request, T absent, CancellationToken cancellationToken)
        where T : class
        => request.ContentLength is null or 0 && request.ContentType is null
            ? Task.FromResult(new Result<T>(absent))
            : request.ReadAsync<T>(cancellationToken);

    /// <summary>A query parameter; null when it is missing, empty, or there several times.</summary>
    public static string? QueryText(this HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text] ? text : null;

    private static async Task<Result<ReadOnlyMemory<byte>>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBodyBytes)
        {
            return HttpErrors.BodyTooLarge;
        }

        // Reading one byte more than allowed shows that a body is too large, whatever its header said.
        var buffer = new byte[(request.ContentLength is { } length ? (int)length : MaxBodyBytes) + 1];
        try
        {
            var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return read > MaxBodyBytes ? HttpErrors.BodyTooLarge : new Result<ReadOnlyMemory<byte>>(buffer.AsMemory(0, read));
        }
        catch (IOException)
        {
            // It broke off, or its chunks are malformed.
            return HttpErrors.MalformedJson;
        }
    }

    private static Result<T> Parse<T>(ReadOnlyMemory<byte> body)
        where T : class
    {
        if (!IsJson(body.Span))
        {
            return HttpErrors.MalformedJson;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, KencomJson.Options) is { } value ? value : HttpErrors.MalformedJson;
        }
        catch (JsonException wrong)
        {
            return Describe(wrong);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = KencomJson.Options.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return reader.BytesConsumed == body.Length && body.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The field at fault, from the path that the serializer names: unknown, given twice, or of the wrong type.</summary>
    private static Error Describe(JsonException wrong)
    {
        var field = wrong.Path is { Length: > 2 } path ? path[2..] : "";
        return field.Length is > 0 and <= LongestEchoedField
            ? Errors.ValidationFailed(field, "この項目は指定できないか、値の形が正しくありません。")
            : HttpErrors.MalformedJson;
    }
}
