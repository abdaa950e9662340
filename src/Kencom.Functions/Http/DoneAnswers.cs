using Kencom.Core;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Http;

/// <summary>Answers of operations that have nothing to say but that they were done.</summary>
public static class DoneAnswers
{
    public static IResult ToNoContent(this Result<Done> result) =>
        result.IsSuccess ? Results.NoContent() : result.Error.Problem();

    /// <summary>Taken: what follows, if anything, is nobody's to know.</summary>
    public static IResult ToAccepted(this Result<Done> result) =>
        result.ToAnswer(_ => new { }, StatusCodes.Status202Accepted);
}
