using System.Collections.Immutable;

namespace Kencom.Core.Security;

/// <summary>
/// Every allowance of the service, in one place (ABU-1 to ABU-4, REG-16, EL-12, SI-3): the table in infra/README.md is printed from this one. Guesses of passwords are
/// not counted but slowed, see <c>GuessGuard</c>.
/// </summary>
public static class Allowances
{
    /// <summary>Networks that an insurer registered, or that are known to be shared by many, have so many times as much (ABU-2).</summary>
    public const int WideTimes = 20;

    /// <summary>Anything at all from one address, by the second, in each instance's memory: what is malformed takes nothing else.</summary>
    public static Limit BurstOfAddress { get; } = new(50, TimeSpan.FromSeconds(1));

    /// <summary>What costs a password's hash or estimate, from one /24 or /48, by the second, in each instance's memory: else one network has everybody wait.</summary>
    public static Limit BurstOfHashes { get; } = new(10, TimeSpan.FromSeconds(1));

    public static Allowance Starts { get; } = new("Starts", CountedFor.Network, "starts of a registration") { InAll = [Limit.AnHour(30)], CaptchaFrom = 11 };

    public static Allowance Activations { get; } = new("Activations", CountedFor.Network, "activations and mails asked for again") { InAll = [Limit.AnHour(60)], CaptchaFrom = 31 };

    public static Allowance LinkChecks { get; } = new("LinkChecks", CountedFor.Network, "looks at activation links: pages look first, and scanners open pages") { InAll = [Limit.AnHour(120)] };

    public static Allowance PasswordChecks { get; } = new("PasswordChecks", CountedFor.Network, "estimates of a password: a form asks at each pause of typing") { InAll = [Limit.AMinute(120)] };

    public static Allowance Resets { get; } = new("Resets", CountedFor.Network, "links for a new password") { InAll = [Limit.AnHour(30)], CaptchaFrom = 11 };

    public static Allowance CardMissesOfNetwork { get; } = new("NetworkMisses", CountedFor.Network, "failed card checks") { InAll = [Limit.AnHour(30)] };

    public static Allowance RemindersOfNetwork { get; } = new("NetworkReminders", CountedFor.Network, "login-id reminders") { InAll = [Limit.AnHour(30)], CaptchaFrom = 11 };

    /// <summary>Starts, resends, resets, reminders, links to a new address: whatever sends a mail without signing in, all kinds together (ABU-1).</summary>
    public static Allowance Mails { get; } = new("Mails", CountedFor.Address, "mails that anybody can cause: starts, resends, resets, reminders, inquiries, links to a new address, warnings")
    {
        InAll = [Limit.AnHour(6), Limit.ADay(12)],
        OfOneNetwork = Limit.AnHour(5),
        CaptchaFrom = 3,
        ReserveADay = 10,
        OfKnownDevice = Limit.AnHour(3),
    };

    public static Allowance ActivationPasswords { get; } = new("ActivationPasswords", CountedFor.Address, "passwords given with an activation link on another device")
    {
        InAll = [Limit.AnHour(20)],
        OfOneNetwork = Limit.AnHour(10),
        CaptchaFrom = 6,
    };

    public static Allowance CardMissesOfPerson { get; } = OfProbing("PersonMisses", CountedFor.Person, "failed card checks");

    public static Allowance CardMissesOfCard { get; } = OfProbing("CardMisses", CountedFor.Card, "failed card checks");

    public static Allowance RemindersOfPerson { get; } = OfProbing("PersonReminders", CountedFor.Person, "login-id reminders");

    public static Allowance RemindersOfCard { get; } = OfProbing("CardReminders", CountedFor.Card, "login-id reminders");

    public static Allowance EmailChanges { get; } = new("EmailChanges", CountedFor.Member, "changes of the address") { InAll = [Limit.AnHour(5)] };

    public static Allowance Inquiries { get; } = new("Inquiries", CountedFor.Network, "inquiries") { InAll = [Limit.AnHour(10)], CaptchaFrom = 3 };

    public static Allowance InquiryMessages { get; } = new("InquiryMessages", CountedFor.Inquiry, "further messages by the mailed link") { InAll = [Limit.ADay(20)] };

    public static Allowance SearchMisses { get; } = new("SearchMisses", CountedFor.Staff, "searches for somebody who is no member (STF-3)") { InAll = [Limit.AnHour(30)] };

    public static ImmutableArray<Allowance> All { get; } =
    [
        Starts, Activations, LinkChecks, PasswordChecks, Resets, CardMissesOfNetwork, RemindersOfNetwork, Mails, ActivationPasswords,
        CardMissesOfPerson, CardMissesOfCard, RemindersOfPerson, RemindersOfCard, EmailChanges, Inquiries, InquiryMessages, SearchMisses,
    ];

    /// <summary>EL-12: ten a day from one network and fifty in all; then a hundred more, only from networks that have not failed that day.</summary>
    private static Allowance OfProbing(string name, CountedFor counted, string what) => new(name, counted, what)
    {
        InAll = [Limit.ADay(50)],
        OfOneNetwork = Limit.ADay(10),
        ReserveADay = 100,
        Alerts = true,
    };
}

/// <summary>Section <c>Allowances</c>.</summary>
public sealed class AllowanceOptions
{
    public const string Section = "Allowances";

    /// <summary>How many times as much as the table says, by name (and <c>Bursts</c>): an operator's valve. At least one is always left.</summary>
    public IDictionary<string, double> Times { get; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Networks in CIDR notation that are known to be shared by many, such as carriers' (ABU-2).</summary>
    public IList<string> SharedNetworks { get; } = [];

    internal double TimesOf(string name) => Times.TryGetValue(name, out var times) ? times : 1;

    internal Limit Widened(Allowance allowance, Limit limit) => limit.Times(TimesOf(allowance.Name));
}
