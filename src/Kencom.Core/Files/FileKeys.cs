using System.Security.Cryptography;
using System.Text;

namespace Kencom.Core.Files;

/// <summary>The keys of files.</summary>
public static class FileKeys
{
    /// <summary>The row beside an owner's files that says where they stand.</summary>
    public const string Head = "head";

    private const int DigestBytes = 10;
    private const int MaximumLength = 64;

    /// <summary>The id of a file: known again by place and content, however often it is announced (RST-3).</summary>
    public static string FileId(string owner, string container, string path, string etag)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{container}/{path}\n{etag.Trim('"')}"));
        return $"{owner}-{Convert.ToHexStringLower(digest.AsSpan(0, DigestBytes))}";
    }

    /// <summary>A group's code may hold hyphens itself.</summary>
    public static string OwnerOf(string fileId) => fileId[..fileId.LastIndexOf('-')];

    /// <summary>Whether a text, from wherever it comes, can be the id of a file.</summary>
    public static bool IsId(string text) =>
        text.Length <= MaximumLength && text.LastIndexOf('-') > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
