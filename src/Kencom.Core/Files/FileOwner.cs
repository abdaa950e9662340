using Kencom.Core.Cards;
using Kencom.Core.Insurers;

namespace Kencom.Core.Files;

/// <summary>
/// Whose folder a file lies in: an insurer's, named by its canonical number, or a group's, named by its code (spec section 6). A code has a letter, a
/// number has none, so that the name alone tells which it is.
/// </summary>
public static class FileOwner
{
    /// <summary>Stands for the owner of a blob that lies in nobody's folder; neither a number nor a code can be this.</summary>
    public const string Unplaced = "_unplaced";

    public static bool IsInsurer(string owner) => InsurerNumber.TryParse(owner, out var number) && number.Value == owner;

    public static bool IsGroup(string owner) => InsurerStore.IsKey(owner) && owner.Any(char.IsAsciiLetter);
}
