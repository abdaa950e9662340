using System.Text.Json;
using Kencom.Core.Cards;

namespace Kencom.Core.Tests.Cards;

/// <summary>The published vectors: what is typed or sent, and what it is compared as.</summary>
public class CardValueVectorTests
{
    public sealed record Vector(string Kind, string? Input, string? Canonical, string Why, string? Step1, string? Step2, string? Step3, string? Fault);

    private static readonly Vector[] Vectors = JsonSerializer.Deserialize<Vector[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cards", "vectors", "card-values.json")), JsonSerializerOptions.Web)!;

    public static IEnumerable<TheoryDataRow<int, string>> Cases =>
        Vectors.Select((vector, index) => new TheoryDataRow<int, string>(index, $"{vector.Kind}: {vector.Why}"));

    [Theory, MemberData(nameof(Cases))]
    [Trait("Rule", "EL-2"), Trait("Rule", "EL-3"), Trait("Rule", "EL-4"), Trait("Rule", "EL-5")]
    public void TryParse_Vector_GivesItsCanonicalForm(int index, string why)
    {
        var vector = Vectors[index];

        Canonical(vector.Kind, vector.Input).Should().Be(vector.Canonical, why);
    }

    [Theory, MemberData(nameof(Cases))]
    [Trait("Rule", "EL-6")]
    public void TryParse_CanonicalForm_StaysAsItIs(int index, string why)
    {
        var vector = Vectors[index];
        if (vector.Canonical is not null)
        {
            Canonical(vector.Kind, vector.Canonical).Should().Be(vector.Canonical, why);
        }
    }

    [Fact, Trait("Rule", "EL-5")]
    public void Steps_OfEveryNameVector_AreThePublishedOnes()
    {
        foreach (var vector in Vectors.Where(vector => vector is { Kind: "kanaName", Canonical: not null }))
        {
            KanaName.TryParse(vector.Input, out var name).Should().BeTrue(vector.Why);
            new[] { name.Step1, name.Step2, name.Step3 }.Should().Equal([vector.Step1, vector.Step2, vector.Step3], vector.Why);
        }
    }

    [Fact, Trait("Rule", "EL-5")]
    public void Fault_OfEveryTextThatIsNoName_IsThePublishedOne()
    {
        var faulty = Vectors.Where(vector => vector is { Kind: "kanaName", Canonical: null }).ToArray();
        faulty.Should().HaveCountGreaterThan(30);
        foreach (var vector in faulty)
        {
            KanaName.TryParse(vector.Input, out _, out var fault).Should().BeFalse(vector.Why);
            (fault.IsTooLong ? "too long" : fault.Character?.ToString() ?? "").Should().Be(vector.Fault, vector.Why);
        }
    }

    [Fact]
    public void Vectors_OfEveryKind_AreEnough()
    {
        Vectors.Should().HaveCountGreaterThanOrEqualTo(200);
        Vectors.Select(vector => (vector.Kind, vector.Input)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void EnsureUnicodeNormalization_HereAsInProduction_FindsItWorking() =>
        FluentActions.Invoking(JapaneseText.EnsureUnicodeNormalization).Should().NotThrow();

    internal static string? Canonical(string kind, string? input) => kind switch
    {
        "insurerNumber" => InsurerNumber.TryParse(input, out var number) ? number.Value : null,
        "cardSymbol" => CardSymbol.TryParse(input, out var symbol) ? symbol.Value : null,
        "cardNumber" => CardNumber.TryParse(input, out var number) ? number.Value : null,
        "branchNumber" => BranchNumber.TryParse(input, out var number) ? number.Value : null,
        "kanaName" => KanaName.TryParse(input, out var name) ? name.Value : null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };
}
