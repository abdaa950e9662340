using Kencom.Core.Cards;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>The columns of a roster file (RST-1), in the order of the specification.</summary>
internal static class RosterColumns
{
    public const int InsurerNumber = 0;
    public const int CardSymbol = 1;
    public const int CardNumber = 2;
    public const int BranchNumber = 3;
    public const int KanaName = 4;
    public const int BirthDate = 5;
    public const int Relation = 6;
    public const int CoverageStart = 7;
    public const int CoverageEnd = 8;
    public const int PersonId = 9;
    public const int ViewingCode = 10;

    /// <summary>Header first, then other names in use: those of insurers' systems and of the XML of online eligibility checking.</summary>
    public static ColumnSet Set { get; } = new(
        "加入者データ", "資格取得",
        [
            new(["保険者番号", "InsurerNumber"], IsRequired: true, value => Cards.InsurerNumber.TryParse(value, out _)),
            new(["記号", "被保険者証記号", "被保険者証等記号", "InsuredCardSymbol"], IsRequired: true),
            new(["番号", "被保険者証番号", "被保険者証等番号", "InsuredIdentificationNumber"], IsRequired: true, value => Cards.CardNumber.TryParse(value, out _)),
            new(["枝番", "被保険者証枝番", "被保険者証等枝番", "InsuredBranchNumber"]),
            new(["氏名カナ", "カナ氏名", "氏名(カナ)", "氏名フリガナ", "フリガナ", "NameKana"], IsRequired: true),
            new(["生年月日", "Birthdate"], IsRequired: true, FileDate.IsDate),
            new(["続柄", "本人家族区分", "本人・家族の別", "PersonalFamilyClassification"], IsRequired: true),
            new(["資格取得日", "資格取得年月日"], IsRequired: true),
            new(["資格喪失日", "資格喪失年月日"]),
            new(["加入者ID", "加入者番号"]),
            new(["健診閲覧コード"]),
        ]);

    public static string NameOf(int column) => Set.Columns[column].Name;
}
