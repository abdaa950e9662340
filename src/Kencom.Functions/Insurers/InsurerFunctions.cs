using System.Text.Json.Serialization;
using Kencom.Core;
using Kencom.Core.Insurers;
using Kencom.Core.Files;
using Kencom.Functions.Guards;
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
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/insurers")] HttpRequest request, CancellationToken cancellationToken) =>
        Answers.Json(new { insurers = await insurers.ListAsync(cancellationToken).Select(InsurerAnswer.From).ToArrayAsync(cancellationToken) });
}

public sealed class ShowInsurerFunction(InsurerStore insurers)
{
    [Function("show-insurer")]
    [RequiresStaff(StaffRole.Operator)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/insurers/{insurerNumber}")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken) =>
        InsurerStore.IsKey(insurerNumber) && await insurers.ReadAsync(insurerNumber, cancellationToken) is { } insurer
            ? Answers.Json(InsurerAnswer.From(insurer))
            : Errors.NotFound.Problem();
}

public sealed class PutInsurerFunction(PutInsurer put)
{
    [Function("put-insurer")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/insurers/{insurerNumber}")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var (name, insuredOnly, dependentsFromAge, maintenance, exemptNetworks, eraTable) = body;
                var command = new PutInsurerCommand(request.Staff(), insurerNumber, name, insuredOnly, dependentsFromAge, maintenance, exemptNetworks, eraTable);
                return (await put.HandleAsync(command, cancellationToken)).ToAnswer(InsurerAnswer.From);
            },
            cancellationToken);

    private sealed record Body(
        string? Name, bool? InsuredOnly, int? DependentsFromAge, Maintenance? Maintenance, IReadOnlyList<string?>? ExemptNetworks, EraTable? EraTable);
}
