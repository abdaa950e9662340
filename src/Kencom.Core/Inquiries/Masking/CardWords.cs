using System.Text.RegularExpressions;

namespace Kencom.Core.Inquiries;

/// <summary>A word that says what the number beside it is.</summary>
/// <param name="MeansCard">Whether it is a card's: 記号, 枝番, or 番号 by itself or in 被保険者番号 and its like. Else it is another one: a phone's, an inquiry's.</param>
internal readonly record struct CardWord(int Start, int End, bool MeansCard);

/// <summary>Finds the words beside which a number is masked, and those beside which it stays (INQ-3).</summary>
internal static partial class CardWords
{
    public static List<CardWord> In(string folded) =>
        [.. Words().Matches(folded).Select(match => new CardWord(match.Index, match.Index + match.Length, MeansCard(match)))];

    private static bool MeansCard(Match match) =>
        match.Groups["card"].Success || (match.Groups["number"].Success && (match.Groups["of"].Length == 0 || CardStems().IsMatch(match.Groups["of"].Value)));

    /// <summary>番号 with what stands right before it, or one of the other words. の joins, too: 保険証の番号, 電話の番号.</summary>
    [GeneratedRegex(
        """
        (?<of>(?:[\p{IsCJKUnifiedIdeographs}\p{IsKatakana}A-Za-z々・/]|(?<=問)い(?=合)|(?<=合)わ?せ|(?<=受)け|(?<=付)け|(?<=[\p{IsCJKUnifiedIdeographs}\p{IsKatakana}けせ])の(?=番)){0,20})(?<number>番号)
        | (?<card>記号|枝番号?|マイナンバー)
        | (?<other>電話|携帯|TEL|Tel|tel|℡|FAX|Fax|ファックス|〒|住所|生年月日|誕生日|西暦|型番|バージョン|[Vv]er(?:sion)?\b|年齢|日時|メールアドレス|URL)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    /// <summary>What 番号 may belong to and still be a card's. An 個人番号 is no card's, but nobody may ask for it either.</summary>
    [GeneratedRegex(@"(?:保険者?|(?<![暗認員生許])証|等|記号|枝|組合員?|加入者|確認書|知らせ|健保|社保|国保|共済|受給者|個人|カード|本人|家族|新|旧|保険証の|証の|書の|カードの|者の|本人の|家族の|組合の|・|/)\z", RegexOptions.CultureInvariant)]
    private static partial Regex CardStems();
}
