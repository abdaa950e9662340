using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Kencom.Core.Security;

/// <summary>Random and derived strings of ASCII letters and digits: link tokens, session tokens, invitation codes.</summary>
public static class SecretToken
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>5.95 bits a character: 22 hold 128 bits, 43 hold 256.</summary>
    public static string Random(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>Spells derived bytes as letters and digits; 32 bytes hold at most 42 characters of full entropy.</summary>
    public static string Spell(ReadOnlySpan<byte> derived, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 42);
        var rest = new BigInteger(derived, isUnsigned: true, isBigEndian: true);
        return string.Create(length, rest, static (characters, rest) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                rest = BigInteger.DivRem(rest, Alphabet.Length, out var digit);
                characters[i] = Alphabet[(int)digit];
            }
        });
    }

    /// <summary>Spells a number as letters and digits that <see cref="ReadNumber"/> reads.</summary>
    public static string Spell(long number, int length) => string.Create(length, number, static (characters, rest) =>
    {
        for (var i = characters.Length - 1; i >= 0; i--)
        {
            (rest, var digit) = Math.DivRem(rest, Alphabet.Length);
            characters[i] = Alphabet[(int)digit];
        }
    });

    public static long ReadNumber(ReadOnlySpan<char> spelled)
    {
        var number = 0L;
        foreach (var character in spelled)
        {
            number = (number * Alphabet.Length) + Alphabet.IndexOf(character, StringComparison.Ordinal);
        }

        return number;
    }

    public static bool IsSpelled(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Letters);

    /// <summary>Compares in time that depends on the lengths only.</summary>
    public static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
