using System.Text.Json.Serialization;
using Kencom.Core;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Staff;
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] EraTable? EraTable,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ContactEmail,
    bool PasskeyForResults,
    IReadOnlyList<string> SameAs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ContractEndAnswer? ContractEnd)
{
    public static InsurerAnswer From(Insurer insurer) => new(
        insurer.Number, insurer.Name, insurer.InsuredOnly, insurer.DependentsFromAge, insurer.Maintenance, insurer.ExemptNetworks, insurer.EraTable,
        insurer.ContactEmail, insurer.PasskeyForResults, insurer.SameAs, insurer.ContractEnd is { } end ? ContractEndAnswer.From(end) : null);
}

/// <summary>That a contract is to end (RST-11).</summary>
internal sealed record ContractEndAnswer(
    string RequestedBy, DateTimeOffset RequestedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? RemovedOn)
{
    public static ContractEndAnswer From(ContractEnd end) => new(end.RequestedBy.Name, end.RequestedAt, end.RemovedOn);
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
            ? Answers.Json(InsurerAnswer.From(insurer)).WithETag(request, insurer.Revision)
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
                var expected = request.ReadExpected();
                if ((GivenFields.RefuseMissing(body) ?? expected.Error) is { } refused)
                {
                    return refused.Problem();
                }

                var insurer = await put.HandleAsync(body.ToCommand(request, insurerNumber, expected.Value), cancellationToken);
                return insurer.IsSuccess ? Answers.Json(InsurerAnswer.From(insurer.Value)).WithETag(request, insurer.Value.Revision) : insurer.Error.Problem();
            },
            cancellationToken);

    private sealed record Body(
        Given<string?> Name,
        Given<bool?> InsuredOnly,
        Given<int?> DependentsFromAge,
        Given<Maintenance?> Maintenance,
        Given<IReadOnlyList<string?>?> ExemptNetworks,
        Given<EraTable?> EraTable,
        Given<string?> ContactEmail,
        Given<bool?> PasskeyForResults,
        Given<IReadOnlyList<string?>?> SameAs)
    {
        public PutInsurerCommand ToCommand(HttpRequest request, string insurerNumber, Expected expected) => new(
            request.Staff(), insurerNumber, Name.Value, InsuredOnly.Value, DependentsFromAge.Value, Maintenance.Value, ExemptNetworks.Value, EraTable.Value,
            ContactEmail.Value, PasskeyForResults.Value, SameAs.Value, expected);
    }
}

public sealed class EndContractFunction(EndContract end)
{
    private const string SecondOperator = "second-operator";

    [Function("end-contract")]
    [RequiresStaff(StaffRole.Operator)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "staff/insurers/{insurerNumber}")] HttpRequest request,
        string insurerNumber,
        CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await end.HandleAsync(new EndContractCommand(request.StaffAct(), insurerNumber, body.Confirmation), cancellationToken)).ToAnswer(
                contractEnd => new { waitingFor = contractEnd.RemovedOn is null ? SecondOperator : null, contractEnd.RemovedOn }, StatusCodes.Status202Accepted),
            cancellationToken);

    private sealed record Body(string? Confirmation);
}
