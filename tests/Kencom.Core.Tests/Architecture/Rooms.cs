using System.Reflection;
using NetArchTest.Rules;

namespace Kencom.Core.Tests.Architecture;

/// <summary>The rooms of the core in their order: each uses only those before it.</summary>
internal static class Rooms
{
    public const string Core = "Kencom.Core";

    /// <summary>The foundation (errors, results, calendar) is before all and has no room; health looks at everything from behind.</summary>
    public static IReadOnlyList<string> InOrder { get; } =
    [
        "Storage", "Security", "Cards", "Mail", "Insurers", "Captcha", "Files", "Rosters", "Accounts", "Members", "Registrations", "Checkups", "Inquiries", "Staff", "Health",
    ];

    public static Assembly Assembly { get; } = typeof(KencomServices).Assembly;

    /// <summary>Read once: it takes longer than all questions about it.</summary>
    public static Types Types { get; } = Types.InAssembly(Assembly);

    /// <summary>The rooms that exist.</summary>
    public static IEnumerable<string> Existing => InOrder.Where(room => In(room).GetTypes().Any());

    public static PredicateList In(string room) => Types.That().ResideInNamespaceMatching($@"^Kencom\.Core\.{room}(\.|$)");

    /// <summary>The types of a room that use one of the others, each with what it uses.</summary>
    public static IEnumerable<string> Uses(string room, IEnumerable<string> others) =>
        Uses(In(room), others.Select(other => $"{Core}.{other}"));

    public static IEnumerable<string> Uses(PredicateList types, IEnumerable<string> namespaces) =>
        namespaces.ToArray() is { Length: > 0 } given
            ? types.ShouldNot().HaveDependencyOnAny(given).GetResult().FailingTypes?.Select(type => $"{type.FullName}: {type.Explanation}") ?? []
            : [];
}
