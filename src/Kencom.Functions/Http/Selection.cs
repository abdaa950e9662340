using Kencom.Core;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Http;

/// <summary>Which of a list are meant: some by their ids, or all.</summary>
internal sealed record Selection<TId>(IReadOnlyList<TId>? Ids, bool? All)
{
    private const int MostIds = 1000;

    /// <summary>Does the work for what is meant, and answers for how many it was done.</summary>
    public async Task<IResult> DoAsync(Func<IReadOnlyList<TId>?, Task<int>> work) => this is { Ids.Count: > 0 and <= MostIds, All: not true } or { Ids: null, All: true }
        ? Answers.Json(new { Count = await work(Ids) }, StatusCodes.Status202Accepted)
        : Errors.ValidationFailed("ids", "対象を1000件までのidsで指定するか、allにtrueを指定してください。").Problem();
}
