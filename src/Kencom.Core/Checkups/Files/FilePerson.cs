using System.IO.Hashing;
using System.Runtime.InteropServices;
using Kencom.Core.Cards;
using Kencom.Core.Files;

namespace Kencom.Core.Checkups.Files;

/// <summary>Whom a row is about, in canonical form: in an insurer's folder by the card, in a group's by name and birth date alone (FILE-1).</summary>
/// <param name="Card">Null in a group's folder.</param>
/// <param name="Name">The name's first step.</param>
internal sealed record FilePerson(TypedCard? Card, string? Branch, string Name, DateOnly BirthDate, string? PersonId)
{
    public KanaName KanaName => KanaName.TryParse(Name, out var name) ? name : throw new FormatException("A staged name is not in canonical form.");

    public BranchNumber? BranchNumber => Cards.BranchNumber.TryParse(Branch ?? "", out var branch) ? branch : null;

    /// <summary>The part of a file that the person's rows go to: all rows of one card to the same.</summary>
    public int PartOf(int parts)
    {
        var words = Card is { } card ? $"{card.Symbol}\n{card.Number}" : $"{KanaName.Step3}\n{BirthDate.DayNumber}";
        return (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(words.AsSpan())) % (ulong)parts);
    }

    /// <summary>Keeps names out of logs.</summary>
    public override string ToString() => nameof(FilePerson);
}

/// <summary>The columns that tell of whom a row is, first in both kinds of files.</summary>
internal static class PersonColumns
{
    public const int InsurerNumber = 0;
    public const int CardSymbol = 1;
    public const int CardNumber = 2;
    public const int BranchNumber = 3;
    public const int KanaName = 4;
    public const int BirthDate = 5;
    public const int PersonId = 6;
    public const int Count = 7;

    /// <summary>Stands in a required column of both.</summary>
    public const string HeaderWord = "生年月日";

    public static IEnumerable<Column> For(bool isGroup) =>
    [
        new(["保険者番号", "InsurerNumber"], IsRequired: !isGroup, isGroup ? null : value => Cards.InsurerNumber.TryParse(value, out _)),
        new(["記号", "被保険者証記号", "被保険者証等記号", "InsuredCardSymbol"], IsRequired: !isGroup),
        new(["番号", "被保険者証番号", "被保険者証等番号", "InsuredIdentificationNumber"], IsRequired: !isGroup, isGroup ? null : value => Cards.CardNumber.TryParse(value, out _)),
        new(["枝番", "被保険者証枝番", "被保険者証等枝番", "InsuredBranchNumber"]),
        new(["氏名カナ", "カナ氏名", "氏名(カナ)", "氏名フリガナ", "フリガナ", "NameKana"], IsRequired: true),
        new([HeaderWord], IsRequired: true, FileDate.IsDate),
        new(["加入者ID", "加入者番号"]),
    ];

    /// <summary>Reads the person; null when anything of it is wrong, which the values then say.</summary>
    /// <param name="ofAnother">Whether the row names another insurer than the folder's.</param>
    public static FilePerson? Read(RowValues values, DroppedFile file, out bool ofAnother)
    {
        var isGroup = file.GroupCode is not null;
        var insurer = isGroup ? null : values.Insurer(InsurerNumber);
        var symbol = isGroup ? null : values.Symbol(CardSymbol);
        var (number, branch) = isGroup ? (null, null) : values.NumberAndBranch(CardNumber, BranchNumber);
        var name = values.Name(KanaName);
        var birthDate = values.Date(BirthDate);
        var personId = values.PersonId(PersonId);
        ofAnother = insurer is { } named && named.Value != file.Owner;
        return values.Problems.Count > 0 ? null : new FilePerson(
            isGroup ? null : new Card(insurer!.Value, symbol!.Value, number!.Value).ToTyped(), branch?.Value, name!.Value.Step1, birthDate!.Value, personId);
    }
}
