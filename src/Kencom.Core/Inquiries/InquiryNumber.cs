using System.Buffers;
using System.Security.Cryptography;

namespace Kencom.Core.Inquiries;

/// <summary>The number by which an inquiry is known. Random, so that it tells nothing of how many there are, and unlike any number of a card (INQ-3).</summary>
public static class InquiryNumber
{
    public const int Length = 10;

    /// <summary>Without 0 O 1 I, which people mistake for each other.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private const char First = 'Q';

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static string New() => First + RandomNumberGenerator.GetString(Alphabet, Length - 1);

    /// <summary>Anything else is nobody's, and might be no table key at all.</summary>
    public static bool IsNumber(string text) =>
        text.Length == Length && text[0] == First && text.AsSpan(1).IndexOfAnyExcept(Letters) < 0;
}
