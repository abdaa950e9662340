using System.Diagnostics.CodeAnalysis;

namespace Kencom.Core.Cards;

/// <summary>
/// 保険者番号: eight digits, or six for national health insurance (EL-2). Seven and five get back the leading zero that a spreadsheet dropped; eight
/// that begin with 00 are six digits that some systems pad.
/// The check digit is not enforced: the manual's own example, 123456, fails it.
/// </summary>
public readonly record struct InsurerNumber
{
    private InsurerNumber(string value) => Value = value;

    /// <summary>Canonical: six or eight ASCII digits.</summary>
    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out InsurerNumber number)
    {
        var digits = JapaneseText.FoldDigits(text, maximum: 8);
        var canonical = digits?.Length switch
        {
            6 or 8 => digits,
            5 or 7 => "0" + digits,
            _ => null,
        };
        canonical = canonical is ['0', '0', .. { Length: 6 } padded] ? padded : canonical;
        number = canonical is null ? default : new InsurerNumber(canonical);
        return canonical is not null;
    }

    public override string ToString() => Value;
}
