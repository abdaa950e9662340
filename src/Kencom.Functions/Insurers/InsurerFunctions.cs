using System.Text.Json.Serialization;
using Kencom.Core;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;
using Kencom.Functions.Http;
using Kencom.Functions.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Insurers;

/// <summary>An insurer as the API shows it; what is not set is null.</summary>
internal sealed record InsurerAnswer(
    string InsurerNumber,
    string Name,
    bool InsuredOnly,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? DependentsFromAge,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Maintenance? Maintenance,
    IReadOnlyList<string> ExemptNetworks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] EraTable? EraTable)
{
    public static InsurerAnswer From(Insurer insurer) => new(
        insurer.Number, insurer.Name, insurer.InsuredOnly, insurer.DependentsFromAge, insurer.Maintenance, insurer.ExemptNetworks, insurer.EraTable);
}

public sealed class ListInsurersFunction(InsurerStore insurers)
{
    [Function("list-insurers")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/insurers")] HttpRequest request, CancellationToken cancellationToken)
    {
        var staff = await request.RequireStaffAsync(StaffAccess.Operator);
        return staff.IsSuccess
            ? Answers.Json(new { insurers = await insurers.ListAsync(cancellationToken).Select(InsurerAnswer.From).ToArrayAsync(cancellationToken) })
            : staff.Error.Problem();
    }
}

public sealed class ShowInsurerFunction(InsurerStore insurers)
{
    [Function("show-insurer")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/insurers/{insurerNumber}")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken)
    {
        var staff = await request.RequireStaffAsync(StaffAccess.Operator);
        if (!staff.IsSuccess)
        {
            return staff.Error.Problem();
        }

        return InsurerStore.IsKey(insurerNumber) && await insurers.ReadAsync(insurerNumber, cancellationToken) is { } insurer
            ? Answers.Json(InsurerAnswer.From(insurer))
            : Errors.NotFound.Problem();
    }
}

public sealed class PutInsurerFunction(PutInsurer put)
{
    [Function("put-insurer")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/insurers/{insurerNumber}")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken)
    {
        var staff = await request.RequireStaffAsync(StaffAccess.Operator);
        if (!staff.IsSuccess)
        {
            return staff.Error.Problem();
        }

        var body = await request.ReadAsync<Body>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var (name, insuredOnly, dependentsFromAge, maintenance, exemptNetworks, eraTable) = body.Value;
        var command = new PutInsurerCommand(staff.Value, insurerNumber, name, insuredOnly, dependentsFromAge, maintenance, exemptNetworks, eraTable);
        return (await put.HandleAsync(command, cancellationToken)).ToAnswer(InsurerAnswer.From);
    }

    private sealed record Body(
        string? Name, bool? InsuredOnly, int? DependentsFromAge, Maintenance? Maintenance, IReadOnlyList<string?>? ExemptNetworks, EraTable? EraTable);
}

public sealed class IssueUploadLinkFunction(IssueUploadLink issue)
{
    [Function("issue-upload-link")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/insurers/{insurerNumber}/upload-links")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken)
    {
        var staff = await request.RequireStaffAsync(StaffAccess.Operator);
        return staff.IsSuccess
            ? (await issue.HandleAsync(staff.Value, insurerNumber, cancellationToken)).ToAnswer(link => link, StatusCodes.Status201Created)
            : staff.Error.Problem();
    }
}
