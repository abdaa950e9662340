using System.Diagnostics.CodeAnalysis;
using Kencom.Core.Cards;

namespace Kencom.Core.Rosters;

/// <summary>
/// Where a roster is dropped: <c>{insurer number}/full/{name}</c> or <c>{insurer number}/diff/{name}</c>, with <c>.csv</c>, <c>.tsv</c> or <c>.txt</c>
/// at the end (spec section 6). Folders are taken as they are written: two spellings would be two orders of arrival.
/// </summary>
public sealed record DropPath(InsurerNumber Insurer, RosterFileKind Kind)
{
    private const string Full = "full";
    private const string Diff = "diff";

    private static readonly string[] Extensions = [".csv", ".tsv", ".txt"];

    /// <param name="path">Of the blob in its container.</param>
    /// <param name="reason">Why the path fits no rule, in Japanese for operators (RST-1); null when it fits.</param>
    public static bool TryParse(string path, [NotNullWhen(true)] out DropPath? drop, [NotNullWhen(false)] out string? reason)
    {
        drop = null;
        var folders = path.Split('/');
        reason = ReasonAgainstInsurer(folders, out var insurer) ?? ReasonAgainstKind(folders) ?? ReasonAgainstName(folders[^1]);
        if (reason is not null)
        {
            return false;
        }

        drop = new DropPath(insurer, folders[1] == Full ? RosterFileKind.Full : RosterFileKind.Diff);
        return true;
    }

    private static string? ReasonAgainstInsurer(string[] folders, out InsurerNumber insurer)
    {
        insurer = default;
        if (folders.Length < 2)
        {
            return "保険者番号のフォルダーに入っていません。";
        }

        // One folder an insurer: that of the canonical number.
        return !InsurerNumber.TryParse(folders[0], out insurer) ? "フォルダー名が保険者番号（6桁または8桁の数字）ではありません。"
            : insurer.Value != folders[0] ? $"この保険者番号のフォルダー名は「{insurer.Value}」です。"
            : null;
    }

    private static string? ReasonAgainstKind(string[] folders) =>
        folders.Length == 2 ? "保険者番号のフォルダーの下の full または diff のフォルダーに入っていません。"
        : folders[1] is not (Full or Diff) ? "保険者番号の下のフォルダー名が、小文字の full でも diff でもありません。"
        : folders.Length > 3 ? "full または diff の下に、さらにフォルダーがあります。"
        : null;

    private static string? ReasonAgainstName(string name) =>
        Extensions.Any(extension => name.Length > extension.Length && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            ? null
            : "ファイル名の終わりが .csv、.tsv、.txt のいずれでもありません。";
}
