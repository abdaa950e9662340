using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Security;

namespace Kencom.Core.Checkups.ViewingCodes;

/// <summary>How viewing codes are spelled and hashed.</summary>
public static partial class CodeWords
{
    private const int Length = 8;

    /// <summary>Without 0 O 1 l I, which a reader mistakes for each other (FILE-3).</summary>
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>A code as typed: full-width characters are the same ones, the case counts.</summary>
    /// <returns>Null for what is none.</returns>
    public static string? Read(string? typed) =>
        typed is { Length: <= 64 } && typed.Normalize(NormalizationForm.FormKC).Trim() is var code && Pattern().IsMatch(code) ? code : null;

    /// <summary>Under all hash keys in use: what was stored before a rotation is still recognised (API-6).</summary>
    public static string[] Hash(KeyedHasher hasher, string code) => [.. hasher.HashesOfAllVersions("viewing-code", code)];

    /// <summary>Makes a code of what it is for, so that a repetition makes the same (FILE-3).</summary>
    /// <param name="version">Of the hash key, fixed where it may be repeated after a rotation.</param>
    internal static string Make(KeyedHasher hasher, int version, string source, string person)
    {
        var rest = new BigInteger(hasher.Derive(version, "made-viewing-code", source, person), isUnsigned: true);
        return string.Create(Length, rest, static (code, rest) =>
        {
            for (var i = 0; i < code.Length; i++)
            {
                rest = BigInteger.DivRem(rest, Alphabet.Length, out var digit);
                code[i] = Alphabet[(int)digit];
            }
        });
    }

    [GeneratedRegex("^[A-Za-z0-9]{8}$", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();
}
