using System.Buffers;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>Which rules a new password must meet (REG-3).</summary>
public enum PasswordProfile
{
    /// <summary>The users' manual's: 6 to 20 characters of at least two kinds.</summary>
    Manual,

    /// <summary>12 to 64 characters, no rule of kinds.</summary>
    Strong,
}

/// <summary>Which conditions a password meets, one by one, so that a form can tick them off (REG-4).</summary>
public sealed record PasswordConditions(bool Length, bool Characters, bool Kinds, bool NotGuessable)
{
    public bool AllHold() => Length && Characters && Kinds && NotGuessable;
}

/// <param name="GuessedPart">The part of a guessable password that was guessed; null when it is not guessable, or merely short.</param>
/// <param name="Profile">Which rules it was judged by, so that a form can say them.</param>
public sealed record PasswordJudgement(PasswordConditions Conditions, string? GuessedPart, PasswordProfile Profile)
{
    /// <summary>Keeps the part out of logs.</summary>
    public override string ToString() => nameof(PasswordJudgement);
}

/// <summary>The rules for new passwords (REG-3, REG-4).</summary>
public sealed class PasswordRules(IOptions<SecurityOptions> options)
{
    /// <summary>A password that zxcvbn expects to be found in fewer guesses is refused, and so is each of the million that leaked most often; a random one of six characters just passes.</summary>
    public const double MinimumGuesses = 1e6;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Symbols = "!@#$%^&*()_-+={}[]|:;<>,./~";

    /// <summary>What the estimator calls a part in which it sees no pattern.</summary>
    private const string BruteForce = "bruteforce";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Letters + Digits + Symbols);
    private static readonly SearchValues<char> SymbolValues = SearchValues.Create(Symbols);
    private static readonly string[] ServiceNames = ["kencom", "ケンコム"];
    private static readonly char[] AddressSeparators = ['@', '.', '_', '-', '+'];

    /// <summary>One for all: it reads its dictionaries once, which takes longer than many estimates. Evaluations do not change it.</summary>
    private static readonly Zxcvbn.Zxcvbn Estimator = new();

    /// <param name="email">The person's address: its parts are guessable for this person.</param>
    public PasswordConditions Check(string password, string email, Channel channel) => Judge(password, email, channel).Conditions;

    /// <summary>As <see cref="Check"/>, with the part of a guessable password that was guessed.</summary>
    public PasswordJudgement Judge(string password, string email, Channel channel)
    {
        var form = FormOf(password, channel);

        // The estimate takes the longer the longer the password is: one that is refused anyway is not worth it (ABU-4).
        var (notGuessable, guessedPart) = form.Length ? Estimate(password, email) : (false, null);
        return new PasswordJudgement(form with { NotGuessable = notGuessable }, guessedPart, options.Value.PasswordProfile);
    }

    /// <summary>Whether the password meets all conditions that do not ask how guessable it is.</summary>
    public bool HasForm(string password, Channel channel) => FormOf(password, channel).AllHold();

    private PasswordConditions FormOf(string password, Channel channel)
    {
        var manual = options.Value.PasswordProfile == PasswordProfile.Manual;
        return new PasswordConditions(
            Length: manual ? password.Length is >= 6 and <= 20 : password.Length is >= 12 and <= 64,
            Characters: password.Length > 0 && !password.AsSpan().ContainsAnyExcept(Allowed),
            Kinds: !manual || CountKinds(password, channel) >= 2,
            NotGuessable: true);
    }

    /// <summary>The kinds of characters: a browser's form counts upper and lower case as one, the app's as two (REG-3).</summary>
    private static int CountKinds(string password, Channel channel)
    {
        var upper = password.Any(char.IsAsciiLetterUpper);
        var lower = password.Any(char.IsAsciiLetterLower);
        var letters = channel == Channel.App
            ? Convert.ToInt32(upper) + Convert.ToInt32(lower)
            : Convert.ToInt32(upper || lower);
        return letters + Convert.ToInt32(password.Any(char.IsAsciiDigit)) + Convert.ToInt32(password.AsSpan().ContainsAny(SymbolValues));
    }

    private static (bool NotGuessable, string? GuessedPart) Estimate(string password, string email)
    {
        // What is longer than any address tells nothing of this person, and each part of it would be looked for in the password.
        var address = email.Length <= EmailAddress.MaxLength ? email : "";

        // Parts of one or two letters would forbid every password that holds them.
        var context = address.Split(AddressSeparators, StringSplitOptions.RemoveEmptyEntries)
            .Append(address)
            .Where(part => part.Length >= 3)
            .Concat(ServiceNames)
            .Take(20);
        var estimate = Estimator.EvaluatePassword(password, context);
        return Math.Pow(2, estimate.Entropy) < MinimumGuesses ? (false, GuessedPart(estimate.MatchSequence))
            : BreachedPasswords.Bundled.Contains(password) ? (false, password)
            : (true, null);
    }

    /// <summary>The longest part that is a word, a name, a date or a pattern; null when the password is merely too short.</summary>
    private static string? GuessedPart(IEnumerable<Zxcvbn.Match> matches) =>
        matches.Where(match => match.Pattern != BruteForce).MaxBy(match => match.Token.Length)?.Token;
}
