using System.Globalization;
using System.Text.Json;
using Kencom.Core;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Http;

/// <summary>Answers an <see cref="Error"/> as RFC 9457 problem details (API-1).</summary>
public sealed class Problem(Error error) : IResult
{
    private int Status => error.Kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Gone => StatusCodes.Status410Gone,
        ErrorKind.Outdated => StatusCodes.Status412PreconditionFailed,
        ErrorKind.PreconditionMissing => StatusCodes.Status428PreconditionRequired,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.NotUnderstood => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Locked => StatusCodes.Status423Locked,
        ErrorKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await response.WriteAsJsonAsync(Document(), KencomJson.Options, "application/problem+json", httpContext.RequestAborted);
    }

    private Dictionary<string, object?> Document()
    {
        var document = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "urn:kencom:problem:" + error.Code,
            ["title"] = error.Title,
            ["status"] = Status,
            ["detail"] = error.Detail,
            ["code"] = error.Code,
        };
        if (!error.Fields.IsEmpty)
        {
            document["errors"] = error.Fields;
        }

        foreach (var (name, value) in error.Members)
        {
            document[JsonNamingPolicy.CamelCase.ConvertName(name)] = value;
        }

        return document;
    }
}

/// <summary>Translates results into answers.</summary>
public static class Answers
{
    public static IResult Problem(this Error error) => new Problem(error);

    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Json(value, KencomJson.Options, statusCode: status);

    /// <summary>The value in the shape that the API promises, or the problem.</summary>
    public static IResult ToAnswer<T, TBody>(this Result<T> result, Func<T, TBody> toBody, int status = StatusCodes.Status200OK) =>
        result.IsSuccess ? Json(toBody(result.Value), status) : result.Error.Problem();
}
