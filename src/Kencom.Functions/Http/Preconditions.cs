using Kencom.Core;
using Kencom.Core.Insurers;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Http;

/// <summary>What a request expects of what it changes (RFC 9110, 13.1; RFC 6585 for its absence), and how answers say what there is.</summary>
public static class Preconditions
{
    /// <returns>What If-Match or If-None-Match: * says; 428 where neither is there.</returns>
    public static Result<Expected> ReadExpected(this HttpRequest request)
    {
        if (request.Headers.IfMatch is { Count: > 0 } match)
        {
            return new Expected(Revisions(match.ToString()));
        }

        return request.Headers.IfNoneMatch.ToString().Trim() == "*" ? Expected.New : Errors.PreconditionMissing;
    }

    /// <summary>The one revision of an If-Match that may be left out; null then, and for "*".</summary>
    public static string? OptionalRevision(this HttpRequest request) =>
        request.Headers.IfMatch is { Count: > 0 } match && Revisions(match.ToString()) is [var revision, ..] && revision != "*" ? revision : null;

    /// <summary>An answer whose revision the next change must name.</summary>
    public static IResult WithETag(this IResult answer, HttpRequest request, string revision)
    {
        request.HttpContext.Response.Headers.ETag = $"\"{revision}\"";
        return answer;
    }

    private static string[] Revisions(string header) =>
        [.. header.Split(',', StringSplitOptions.TrimEntries).Select(tag => (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"'))];
}
