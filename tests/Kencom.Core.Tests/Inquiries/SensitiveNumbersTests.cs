using CsCheck;
using Kencom.Core.Inquiries;

namespace Kencom.Core.Tests.Inquiries;

/// <summary>Vectors in the ways people write. 123456789018 has a right check digit of an individual number, 06123459 that of an insurer.</summary>
[Trait("Rule", "INQ-3")]
public sealed class SensitiveNumbersTests
{
    private const string M = "●●●●";

    [Theory]
    // Individual numbers, by their check digit.
    [InlineData("123456789018", M)]
    [InlineData("マイナンバーは1234 5678 9018です", $"マイナンバーは{M}です")]
    [InlineData("1234-5678-9018", M)]
    [InlineData("１２３４　５６７８　９０１８", M)]
    [InlineData("1234－5678－9018", M)]
    [InlineData("1234‐5678‐9018、よろしくお願いします", $"{M}、よろしくお願いします")]
    [InlineData("123 456 789 018", M)]
    [InlineData("123456 789018", M)]
    [InlineData("12345\u200B6789018", M)]
    [InlineData("個人番号 123456789012", $"個人番号 {M}")]
    // Insurer numbers.
    [InlineData("06123459", M)]
    [InlineData("保険者は０６１２３４５９です", $"保険者は{M}です")]
    [InlineData("保険者番号：06123456", $"保険者番号：{M}")]
    [InlineData("保険者番号は 123456 です", $"保険者番号は {M} です")]
    [InlineData("保険者番号　06 12 345 6", $"保険者番号　{M}")]
    [InlineData("保険者番号（123456）", $"保険者番号（{M}）")]
    [InlineData("123456（保険者番号）", $"{M}（保険者番号）")]
    [InlineData("保険者番号\n06123456", $"保険者番号\n{M}")]
    [InlineData("保険者番号 20261130", $"保険者番号 {M}")]
    [InlineData("01130012に加入しています", $"{M}に加入しています")]
    // Symbol, number and branch number.
    [InlineData("記号71-1234 番号123456 枝番01", $"記号{M} 番号{M} 枝番{M}")]
    [InlineData("記号：1234　番号：5678901", $"記号：{M}　番号：{M}")]
    [InlineData("記号は１２３４、番号は１２３４５６です。", $"記号は{M}、番号は{M}です。")]
    [InlineData("記号・番号 1234・567890", $"記号・番号 {M}")]
    [InlineData("記号番号は1234-567890です", $"記号番号は{M}です")]
    [InlineData("記号番号は71ー1234です", $"記号番号は{M}です")]
    [InlineData("記号・番号はそれぞれ71と1234567です", $"記号・番号はそれぞれ{M}と{M}です")]
    [InlineData("記号と番号は12、3456789です", $"記号と番号は{M}、{M}です")]
    [InlineData("記号 ABC 番号 12", $"記号 {M} 番号 {M}")]
    [InlineData("記号5番号7", $"記号{M}番号{M}")]
    [InlineData("番号に間違いなく123456と入れました", $"番号に間違いなく{M}と入れました")]
    [InlineData("被保険者証の記号が1234、番号が567890", $"被保険者証の記号が{M}、番号が{M}")]
    [InlineData("被保険者番号 1234567", $"被保険者番号 {M}")]
    [InlineData("被保険者証番号は1234567", $"被保険者証番号は{M}")]
    [InlineData("保険証の番号は「1234567」です", $"保険証の番号は「{M}」です")]
    [InlineData("保険証番号1234567", $"保険証番号{M}")]
    [InlineData("枝番号：02", $"枝番号：{M}")]
    [InlineData("（枝番）00", $"（枝番）{M}")]
    [InlineData("1234567が番号です", $"{M}が番号です")]
    [InlineData("71-1234という記号です", $"{M}という記号です")]
    [InlineData("番号1234567 01", $"番号{M}")]
    [InlineData("番号→123456", $"番号→{M}")]
    [InlineData("番号=a12b34", $"番号={M}")]
    [InlineData("旧番号 123456", $"旧番号 {M}")]
    // Joined groups.
    [InlineData("カードには1234・567890とあります", $"カードには{M}とあります")]
    [InlineData("カードには１２３４・５６７８９０とあります", $"カードには{M}とあります")]
    [InlineData("1234・567890・01", M)]
    [InlineData("番号がわかりません。カードには1234-567890とあります", $"番号がわかりません。カードには{M}とあります")]
    [InlineData("1234-567890\n記号を確認しました", "1234-567890\n記号を確認しました")]
    public void MaskIn_WhatLooksLikeACardsOrAnIndividualNumber_IsMasked(string text, string expected) =>
        SensitiveNumbers.MaskIn(text).Should().Be(expected);

    [Theory]
    // Phone numbers.
    [InlineData("電話番号は03-1234-5678です")]
    [InlineData("携帯番号 09012345678")]
    [InlineData("電話は090-1234-5678、記号は読めません")]
    [InlineData("お電話ください（090 1234 5678）")]
    [InlineData("０９０－１２３４－５６７８")]
    [InlineData("+81 90 1234 5678")]
    [InlineData("0120-123-456 に電話しました")]
    [InlineData("電話の番号は 0312345678")]
    [InlineData("FAX 06-6123-4567")]
    [InlineData("番号は090-1234-5678にお願いします")]
    // Postcodes.
    [InlineData("〒100-0001")]
    [InlineData("郵便番号 100-0001")]
    [InlineData("郵便番号は1000001です")]
    [InlineData("100-0001 東京都")]
    // Inquiry numbers and others' numbers.
    [InlineData("受付番号 Q7K2M9XR4T について")]
    [InlineData("お問い合わせ番号：Q7K2M9XR4T")]
    [InlineData("番号 Q7K2M9XR4T の件です")]
    [InlineData("問い合わせ番号は123456でした")]
    [InlineData("問合せ番号は123456でした")]
    [InlineData("受付番号123456")]
    [InlineData("受付けの番号は123456")]
    [InlineData("会員番号 1234567")]
    [InlineData("社員番号：12345")]
    [InlineData("注文番号12345678")]
    [InlineData("エラー番号 500")]
    [InlineData("暗証番号が1234です")]
    // Dates.
    [InlineData("1972年4月15日")]
    [InlineData("1972-04-15")]
    [InlineData("1972/4/15に生まれました")]
    [InlineData("昭和47年4月15日")]
    [InlineData("S47.4.15")]
    [InlineData("19720415")]
    [InlineData("生年月日は19720415、番号は読めません")]
    [InlineData("番号が2026年4月1日に変わりました")]
    [InlineData("記号は2026-04-01に変わりました")]
    [InlineData("20261130")]
    [InlineData("10:30ごろ、記号を入力しました")]
    // What is only counted, versions, devices, addresses.
    [InlineData("番号は7桁です")]
    [InlineData("番号を3回入力しました")]
    [InlineData("記号が2つあります")]
    [InlineData("番号を入力すると500円と出ます")]
    [InlineData("iPhone15のiOS 17.2.1、アプリ2.1.0です")]
    [InlineData("バージョン 2.1.0")]
    [InlineData("taro123@example.jp")]
    [InlineData("https://kencom.example/help/123456")]
    [InlineData("12345678")]
    [InlineData("123456789012")]
    [InlineData("番号がわかりません。iPhone 15を使っています")]
    [InlineData("2・3日待ちました")]
    [InlineData("記号がわかりません")]
    [InlineData("")]
    public void MaskIn_WhatIsSomethingElse_Stays(string text) => SensitiveNumbers.MaskIn(text).Should().Be(text);

    [Fact]
    public void MaskIn_TextAroundIt_IsLeftAsItWas() =>
        SensitiveNumbers.MaskIn("👨‍👩‍👧‍👦 <b>記号</b>：𝟏𝟐𝟑𝟒\n\t「ガ」ｶﾞ 番号１２３４５６ 🎉").Should().Be($"👨‍👩‍👧‍👦 <b>記号</b>：{M}\n\t「ガ」ｶﾞ 番号{M} 🎉");

    /// <summary>What is stored is masked, and an answer quotes it.</summary>
    [Fact]
    public void MaskIn_OfWhatIsMasked_ChangesNothing()
    {
        string[] parts =
        [
            "記号", "番号", "枝番", "保険者番号", "電話番号", "受付番号", "は", "、", "。", "\n", " ", "　", "-", "・", "1234", "01", "123456", "06123459", "123456789018", "A1", "ー", "●",
            "1972-04-15", "090-1234-5678", "回", "です", "（", "）", "と", "Q7K2M9XR4T", "７１", "👨‍👩‍👧",
        ];

        Gen.OneOf([.. parts.Select(Gen.Const)]).Array[0, 12].Select(string.Concat).Sample(
            text =>
            {
                var once = SensitiveNumbers.MaskIn(text);
                SensitiveNumbers.MaskIn(once).Should().Be(once, "of {0}", text);
            },
            iter: 5000);
    }

    /// <summary>A text of a thousand characters may be anything at all.</summary>
    [Fact]
    public void MaskIn_AnyText_EndsSoon()
    {
        foreach (var text in new[] { new string('番', 6000), new string('1', 6000), string.Concat(Enumerable.Repeat("1-", 3000)), string.Concat(Enumerable.Repeat("記号1 ", 1200)), "\uD83D" + new string('の', 100) })
        {
            var time = TimeProvider.System.GetTimestamp();

            SensitiveNumbers.MaskIn(text);

            TimeProvider.System.GetElapsedTime(time).Should().BeLessThan(TimeSpan.FromSeconds(10));
        }
    }
}
