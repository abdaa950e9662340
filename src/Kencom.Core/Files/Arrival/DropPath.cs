using System.Diagnostics.CodeAnalysis;
using Kencom.Core.Cards;
using Kencom.Core.Storage;

namespace Kencom.Core.Files;

/// <summary>
/// Where a file is dropped (spec section 6): <c>{insurer number}/full/{name}</c> or <c>…/diff/{name}</c> in the container of rosters,
/// <c>{insurer number or group code}/{name}</c> in the others, with <c>.csv</c>, <c>.tsv</c> or <c>.txt</c> at the end. Folders are taken as they are
/// written: two spellings would be two orders of arrival.
/// </summary>
public sealed record DropPath(string Owner, FileKind Kind)
{
    private const string Full = "full";
    private const string Diff = "diff";

    private static readonly string[] Extensions = [".csv", ".tsv", ".txt"];

    /// <param name="path">Of the blob in its container.</param>
    /// <param name="reason">Why the path fits no rule, in Japanese for operators (RST-1); null when it fits.</param>
    public static bool TryParse(string container, string path, [NotNullWhen(true)] out DropPath? drop, [NotNullWhen(false)] out string? reason)
    {
        var folders = path.Split('/');
        reason = (container == ContainerNames.Rosters ? ReasonAgainstRoster(folders) : ReasonAgainstOwner(folders)) ?? ReasonAgainstName(folders[^1]);
        drop = reason is null ? new DropPath(folders[0], KindOf(container, folders[1])) : null;
        return drop is not null;
    }

    /// <summary>What lies in the container; of a roster that is in neither folder nobody knows which it would be.</summary>
    public static FileKind KindOf(string container, string folder = "") => container switch
    {
        ContainerNames.Checkups => FileKind.Checkup,
        ContainerNames.ViewingCodes => FileKind.ViewingCode,
        _ => folder == Diff ? FileKind.Diff : FileKind.Full,
    };

    /// <summary>The folder of a roster in its insurer's.</summary>
    public static string FolderOf(FileKind kind) => kind is FileKind.Diff ? Diff : Full;

    private static string? ReasonAgainstRoster(string[] folders) =>
        folders.Length < 2 ? "保険者番号のフォルダーに入っていません。"
        : ReasonAgainstInsurer(folders[0]) is { } reason ? reason
        : folders.Length == 2 ? "保険者番号のフォルダーの下の full または diff のフォルダーに入っていません。"
        : folders[1] is not (Full or Diff) ? "保険者番号の下のフォルダー名が、小文字の full でも diff でもありません。"
        : folders.Length > 3 ? "full または diff の下に、さらにフォルダーがあります。"
        : null;

    /// <summary>One folder an insurer: that of the canonical number.</summary>
    private static string? ReasonAgainstInsurer(string folder) =>
        !InsurerNumber.TryParse(folder, out var insurer) ? "フォルダー名が保険者番号（6桁または8桁の数字）ではありません。"
        : insurer.Value != folder ? $"この保険者番号のフォルダー名は「{insurer.Value}」です。"
        : null;

    private static string? ReasonAgainstOwner(string[] folders) =>
        folders.Length < 2 ? "保険者番号または団体連携コードのフォルダーに入っていません。"
        : InsurerNumber.TryParse(folders[0], out var insurer) && insurer.Value != folders[0] ? $"この保険者番号のフォルダー名は「{insurer.Value}」です。"
        : !FileOwner.IsInsurer(folders[0]) && !FileOwner.IsGroup(folders[0]) ? "フォルダー名が保険者番号（6桁または8桁の数字）でも団体連携コードでもありません。"
        : folders.Length > 2 ? "保険者番号または団体連携コードの下に、さらにフォルダーがあります。"
        : null;

    private static string? ReasonAgainstName(string name) =>
        Extensions.Any(extension => name.Length > extension.Length && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            ? null
            : "ファイル名の終わりが .csv、.tsv、.txt のいずれでもありません。";
}
