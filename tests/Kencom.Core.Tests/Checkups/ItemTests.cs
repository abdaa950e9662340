using System.Collections.Immutable;
using Kencom.Core.Checkups.Items;
using Kencom.Core.Checkups.Results;

namespace Kencom.Core.Tests.Checkups;

public sealed class ItemTests
{
    private const string Systolic = "9A755000000000001";
    private const string Hdl = "3F070000002327101";
    private const string HbA1c = "3D046000001920402";
    private const string EGfr = "8A065000002391901";
    private const string Haemoglobin = "2A030000001930101";
    private const string Waist = "9N016160100000001";
    private const string Protein = "1A010000000191111";
    private const string Smoking = "9N736000000000011";

    [Theory]
    [InlineData(Systolic, "129", null)]
    [InlineData(Systolic, "130", Deviation.High)]
    [InlineData(Hdl, "40", null)]
    [InlineData(Hdl, "39", Deviation.Low)]
    [InlineData("3F015129902327101", "174", null)]
    [InlineData("3F015129902327101", "175", Deviation.High)]
    [InlineData("3F015000002327101", "150", Deviation.High)]
    [InlineData(HbA1c, "5.5", null)]
    [InlineData(HbA1c, "5.6", Deviation.High)]
    [InlineData(EGfr, "60.0", null)]
    [InlineData(EGfr, "59.9", Deviation.Low)]
    [InlineData(Systolic, "130以上", Deviation.High)]
    [InlineData(Systolic, "130未満", null)]
    [InlineData(Hdl, "40未満", Deviation.Low)]
    [InlineData(Protein, "＋", null)]
    [InlineData(Systolic, "測定不能", null)]
    [InlineData("3C015000002327101", "9.5", null)]
    [Trait("Rule", "FILE-1")]
    public void Flag_ByTheLegalThresholds_AtTheirVeryEdges(string code, string value, Deviation? expected) =>
        Show(new ItemResult(code, null, value, null, null, null, null)).Flag.Should().Be(expected);

    [Theory]
    [InlineData(Waist, Sex.Male, "85", Deviation.High)]
    [InlineData(Waist, Sex.Female, "85", null)]
    [InlineData(Waist, Sex.Female, "90", Deviation.High)]
    [InlineData(Waist, null, "120", null)]
    [InlineData(Haemoglobin, Sex.Male, "13.0", Deviation.Low)]
    [InlineData(Haemoglobin, Sex.Female, "13.0", null)]
    [InlineData(Haemoglobin, null, "9.0", null)]
    [Trait("Rule", "FILE-1")]
    public void Flag_WhereTheSexesDiffer_OnlyByTheOneThatIsKnown(string code, Sex? sex, string value, Deviation? expected) =>
        Show(new ItemResult(code, null, value, null, null, null, null), sex).Flag.Should().Be(expected);

    [Theory]
    [InlineData("120", "70", "119", Deviation.High)]
    [InlineData("135", "90", "139", null)]
    [InlineData("89", "90", null, Deviation.Low)]
    [Trait("Rule", "FILE-1")]
    public void Flag_TheRowHasItsOwnLimits_CountsThose(string value, string? low, string? high, Deviation? expected)
    {
        var shown = Show(new ItemResult(Systolic, null, value, null, low, high, "B"));

        shown.Flag.Should().Be(expected);
        (shown.Low?.ToString(System.Globalization.CultureInfo.InvariantCulture), shown.High?.ToString(System.Globalization.CultureInfo.InvariantCulture), shown.Judgement).Should().Be((low, high, "B"));
    }

    [Theory]
    [InlineData("+", "－", Deviation.Abnormal)]
    [InlineData("－", "(-)", null)]
    [InlineData("±", "±", null)]
    [Trait("Rule", "FILE-1")]
    public void Flag_OfAListInOrder_OnlyBeyondTheRowsOwnLimit(string value, string high, Deviation? expected) =>
        Show(new ItemResult(Protein, null, value, null, null, high, null)).Flag.Should().Be(expected);

    [Fact]
    [Trait("Rule", "FILE-1")]
    public void Show_LegalThreshold_SaysTheLastValuesWithin()
    {
        Show(new ItemResult(Systolic, null, "120", null, null, null, null)).High.Should().Be(129);
        Show(new ItemResult(HbA1c, null, "5.0", null, null, null, null)).High.Should().Be(5.5m);
        Show(new ItemResult(Hdl, null, "50", null, null, null, null)).Low.Should().Be(40);
        Show(new ItemResult(Haemoglobin, null, "15", null, null, null, null), Sex.Male).Low.Should().Be(13.1m);
    }

    [Fact]
    [Trait("Rule", "FILE-1")]
    public void Show_UnitThatDiffersFromTheCodes_HasNoLegalThreshold()
    {
        var shown = Show(new ItemResult("3D010000001926101", null, "200", "mmol/L", null, null, null));

        (shown.Unit, shown.Flag, shown.High).Should().Be(("mmol/L", null, null));
    }

    [Theory]
    [InlineData(Protein, "-", "－")]
    [InlineData(Protein, "（－）", "－")]
    [InlineData(Protein, "+-", "±")]
    [InlineData(Protein, "2", "±")]
    [InlineData(Protein, "(2+)", "＋＋")]
    [InlineData(Protein, "ｷｬﾝｾﾙ", "未実施")]
    [InlineData("3F077000002327101", "0.1未満", "0.1未満")]
    [InlineData("3F077000002327101", "＜0.1", "0.1未満")]
    [InlineData("3F077000002327101", ">500", "500超")]
    [InlineData("3F077000002327101", "１２０", "120")]
    [InlineData("3F077000002327101", "測定不可", "測定不能")]
    [InlineData("3F077000002327101", "未実施", "未実施")]
    [InlineData("3F077000002327101", "-", "-")]
    [InlineData("9N511000000000049", "  経過観察  ", "経過観察")]
    [InlineData("9N701000000000011", "2", "いいえ")]
    [Trait("Rule", "FILE-1")]
    public void Show_TheManySpellings_AreValues(string code, string value, string expected) =>
        Show(new ItemResult(code, null, value, null, null, null, null)).Value.Should().Be(expected);

    [Theory]
    [InlineData("2024-03-31", "2", "いいえ")]
    [InlineData("2024-04-01", "2", "以前は吸っていたが、最近1か月間は吸っていない")]
    [Trait("Rule", "FILE-1")]
    public void Show_ListThatChangedItsMeaning_ByTheDayOfTheCheckup(string day, string value, string expected) =>
        ShownCheckup.Of(new Checkup(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), null, null, null, [new ItemResult(Smoking, null, value, null, null, null, null)]))
            .Items[0].Value.Should().Be(expected);

    [Theory]
    [InlineData("9N001000000000001", "1720", true)]
    [InlineData("9N001000000000001", "172.0", false)]
    [InlineData("3F015000002327101", "99999", true)]
    [InlineData("3F015000002327101", "9999", true)]
    [InlineData("3F015000002327101", "999", false)]
    [Trait("Rule", "FILE-2")]
    public void IsImpossible_WhatNobodyMeasures(string code, string value, bool expected)
    {
        var item = CheckupItems.Find(code)!;

        ItemValue.Read(value, item, null)!.IsImpossibleFor(item).Should().Be(expected);
    }

    [Theory]
    [InlineData("収縮期血圧（１回目）", "9A751000000000001", "1回目")]
    [InlineData("ＬＤＬコレステロール", "3F0770000", null)]
    [InlineData("HbA1c(NGSP値)", "3D0460000", null)]
    [InlineData("中性脂肪", "3F015", null)]
    [InlineData("腹囲", "9N016", null)]
    [Trait("Rule", "FILE-1")]
    public void FindByHeader_NameOfAnItem_MethodOnlyWhereTheNameTellsIt(string header, string code, string? method)
    {
        var item = CheckupItems.FindByHeader(header)!;

        (item.Code, item.Method).Should().Be((code, method));
    }

    [Fact]
    [Trait("Rule", "FILE-1")]
    public void FindByHeader_PersonalNumber_IsNeverAnItem() => CheckupItems.FindByHeader("個人番号").Should().BeNull();

    [Theory]
    [InlineData("U/L", "IU/l", 1)]
    [InlineData("mmHg", "mm[Hg]", 1)]
    [InlineData("万/mm3", "10*4/mm3", 1)]
    [InlineData("万/mm3", "×10^6/μL", 100)]
    [InlineData("mg/dL", "mg/dl", 1)]
    [Trait("Rule", "FILE-1")]
    public void FactorTo_SameUnitInOtherWords(string item, string file, int expected) => Units.FactorTo(item, file).Should().Be(expected);

    [Fact]
    [Trait("Rule", "FILE-1")]
    public void FactorTo_AnotherUnit_IsNotKnown() => Units.FactorTo("mg/dL", "mmol/L").Should().BeNull();

    [Fact]
    [Trait("Rule", "FILE-1")]
    public void Items_AllOfTheTables_FitTogether()
    {
        CheckupItems.All.Where(item => item.Kind is ItemKind.Choice or ItemKind.Ordinal).Should().OnlyContain(item => CheckupItems.ListOf(item, new DateOnly(2026, 4, 1)) != null);
        CheckupItems.All.Where(item => item.Kind is ItemKind.Number).Should().OnlyContain(item => item.Unit != null && item.Least < item.Most);
        CheckupItems.All.Where(item => item.Code.Length == 17).Should().HaveCountGreaterThan(110).And.OnlyContain(item => item.Code.StartsWith(item.Course, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    public void With_SameCheckupAgain_ReplacesKeepsAndRemovesByItem()
    {
        var first = Of(("9N001000000000001", "170"), ("9N006000000000001", "70"), (Systolic, "120"));

        var merged = first.With(Of(("9N006000000000001", "72"), (Systolic, "")));

        merged.Items.Select(item => (item.Code, item.Value)).Should().Equal(("9N001000000000001", "170"), ("9N006000000000001", "72"));
        merged.With(Of(("9N006000000000001", "72"))).Should().Be(merged);
    }

    private static Checkup Of(params (string Code, string Value)[] items) => new(
        new DateOnly(2025, 6, 10), "A", null, null, [.. items.Select(item => new ItemResult(item.Code, null, item.Value, null, null, null, null))]);

    private static ShownItem Show(ItemResult result, Sex? sex = Sex.Male) =>
        ShownCheckup.Of(new Checkup(new DateOnly(2025, 6, 10), null, null, sex, ImmutableArray.Create(result))).Items[0];
}
