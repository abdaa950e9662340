using System.Text.Json.Serialization;
using Kencom.Core.Checkups.Results;

namespace Kencom.Functions.Checkups;

/// <summary>A checkup as <c>GET /api/me/checkups</c> shows it: what is not known is null, and there.</summary>
public sealed record CheckupBody(
    DateOnly Date,
    int FiscalYear,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Facility,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Kind,
    IEnumerable<ItemBody> Items)
{
    public static CheckupBody Of(ShownCheckup checkup) => new(checkup.Date, checkup.FiscalYear, checkup.Facility, checkup.Kind, checkup.Items.Select(ItemBody.Of));
}

/// <summary>One item of it.</summary>
public sealed record ItemBody(
    string Code,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Method,
    string Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? Low,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? High,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Deviation? Flag,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Judgement)
{
    public static ItemBody Of(ShownItem item) => new(item.Code, item.Name, item.Method, item.Value, item.Unit, item.Low, item.High, item.Flag, item.Judgement);
}
