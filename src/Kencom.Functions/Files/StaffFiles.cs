using Kencom.Core;
using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Storage;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Files;

/// <summary>What staff can do with files, behind the routes of all kinds and those of rosters alone.</summary>
public sealed class StaffFiles(FileStore files, FileBlobs blobs, ApproveFile approve, RejectFileAsOperator reject, TimeProvider clock)
{
    /// <summary>Containers by the kinds of the query; null is any.</summary>
    private static readonly Dictionary<string, string> ContainersByKind = new(StringComparer.Ordinal)
    {
        ["roster"] = ContainerNames.Rosters,
        ["checkup"] = ContainerNames.Checkups,
        ["viewing-code"] = ContainerNames.ViewingCodes,
    };

    /// <summary>The value of the query's <c>state</c> that asks for what is not finished.</summary>
    private const string Unfinished = "unfinished";

    private const int PageSize = 50;

    /// <summary>The files of an owner, or of all those that are not finished.</summary>
    public async Task<Result<FileList>> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.QueryText("state") is { } state)
        {
            return await ListUnfinishedAsync(request, state, cancellationToken);
        }

        var listed = await ListAsync(request, request.Query["kind"], cancellationToken);
        return listed.IsSuccess ? new FileList(listed.Value, Cursor: null) : listed.Error;
    }

    /// <summary>The files of an owner, newest first; without one, what lies in nobody's folder, with the reason (RST-1).</summary>
    public async Task<Result<IReadOnlyList<FileAnswer>>> ListAsync(HttpRequest request, string? kind, CancellationToken cancellationToken)
    {
        string? number = request.Query["insurerNumber"], groupCode = request.Query["groupCode"];
        var errors = new FieldErrors();
        errors.Require(kind is null || ContainersByKind.ContainsKey(kind), "kind", "roster、checkup、viewing-codeのいずれかです。");
        InsurerNumber insurer = default;
        errors.Require(number is null || InsurerNumber.TryParse(number, out insurer), "insurerNumber", "保険者番号は6桁または8桁の数字です。");
        errors.Require(groupCode is null || (number is null && FileOwner.IsGroup(groupCode)), "groupCode", "団体連携コードは英字を含む半角の英数字とハイフンで、保険者番号と同時には指定できません。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        var owner = number is not null ? insurer.Value : groupCode ?? FileOwner.Unplaced;
        var answers = new List<FileAnswer>();
        foreach (var file in (await files.ListAsync(owner, cancellationToken)).Where(file => kind is null || file.Container == ContainersByKind[kind]).Reverse())
        {
            answers.Add(Answer(await files.WithProgressAsync(file, cancellationToken)));
        }

        return answers;
    }

    public async Task<IResult> ShowAsync(string fileId, CancellationToken cancellationToken) =>
        await files.ShowAsync(fileId, cancellationToken) is { } file ? Answers.Json(Answer(file)) : Errors.NotFound.Problem();

    public async Task<IResult> ReportAsync(HttpRequest request, string fileId, CancellationToken cancellationToken)
    {
        var csv = request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == "text/csv");
        var report = await files.FindAsync(fileId, cancellationToken) is { } file
            ? await blobs.OpenReportAsync(file.Id, csv ? "csv" : "json", cancellationToken)
            : null;
        return report is null
            ? Errors.NotFound.Problem()
            : csv ? Results.Stream(report, "text/csv; charset=shift_jis", $"{fileId}.csv") : Results.Stream(report, "application/json; charset=utf-8");
    }

    public Task<IResult> ApproveAsync(HttpRequest request, string fileId, CancellationToken cancellationToken) =>
        DecideAsync(request, fileId, approve.HandleAsync, cancellationToken);

    public Task<IResult> RejectAsync(HttpRequest request, string fileId, CancellationToken cancellationToken) =>
        DecideAsync(request, fileId, reject.HandleAsync, cancellationToken);

    /// <summary>Files of all owners that wait for an operator, for their turn, or are under way (STF-6).</summary>
    private async Task<Result<FileList>> ListUnfinishedAsync(HttpRequest request, string state, CancellationToken cancellationToken)
    {
        var cursor = request.QueryText("cursor");
        var errors = new FieldErrors();
        errors.Require(state == Unfinished, "state", "unfinishedだけを指定できます。");
        foreach (var name in new[] { "kind", "insurerNumber", "groupCode" })
        {
            errors.Require(request.QueryText(name) is null, name, "stateと同時には指定できません。");
        }

        errors.Require(cursor is null || FileKeys.IsId(cursor), "cursor", "続きの位置が正しくありません。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        var page = await files.PageUnfinishedAsync(cursor, PageSize, cancellationToken);
        return new FileList(page.Files.Select(Answer), page.Cursor);
    }

    private Task<IResult> DecideAsync(
        HttpRequest request, string fileId, Func<FileDecision, CancellationToken, Task<Result<DroppedFile>>> decide, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Decision>(
            async body => (await decide(new FileDecision(request.Staff(), fileId, body.Reason), cancellationToken)).ToAnswer(Answer, StatusCodes.Status202Accepted),
            cancellationToken);

    private FileAnswer Answer(DroppedFile file) => FileAnswer.From(file, clock.GetUtcNow());

    internal sealed record Decision(string? Reason);
}
