using System.Text;

namespace Kencom.Core.Checkups.Items;

/// <summary>The many spellings of units in files.</summary>
public static class Units
{
    /// <summary>Whether two spellings are one unit: U/l and IU/L (JSCC), mmHg and mm[Hg], 万/μL and 10*4/mm3.</summary>
    public static bool AreSame(string one, string other) => Fold(one) == Fold(other);

    /// <summary>The factor that turns a number in this unit into one in the item's; null where that is not known.</summary>
    public static decimal? FactorTo(string itemUnit, string unit) => (Fold(itemUnit), Fold(unit)) switch
    {
        var (to, from) when to == from => 1,
        ("10^4/ul", "10^6/ul") => 100,
        ("cm", "m") => 100,
        ("g/dl", "g/l") => 0.1m,
        _ => null,
    };

    private static string Fold(string unit)
    {
        var folded = new StringBuilder();
        foreach (var character in unit.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            folded.Append(character switch
            {
                '[' or ']' or '{' or '}' or ' ' or '_' => "",
                'μ' or 'µ' => "u",
                '×' or '*' => "^",
                '·' => "",
                _ => character.ToString(),
            });
        }

        return folded.ToString()
            .Replace("mm^3", "ul", StringComparison.Ordinal)
            .Replace("mm3", "ul", StringComparison.Ordinal)
            .Replace("^10^", "10^", StringComparison.Ordinal)
            .Replace("百万/", "10^6/", StringComparison.Ordinal)
            .Replace("万/", "10^4/", StringComparison.Ordinal) switch
        {
            "iu/l" => "u/l",
            "kg/m^2" => "kg/m2",
            "cm^2" => "cm2",
            "ml/min/1.73m^2" => "ml/min/1.73m2",
            var known => known,
        };
    }
}
