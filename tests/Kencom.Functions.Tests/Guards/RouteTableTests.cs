namespace Kencom.Functions.Tests.Guards;

public sealed class RouteTableTests
{
    private const string Approved = "Guards/routes.approved.txt";

    /// <summary>Who adds a route or opens one to others writes it into the table too, where it is seen.</summary>
    [Fact]
    [Trait("Rule", "STF-1")]
    public void Routes_WithMethodAndGuard_AreThoseOfTheApprovedTable()
    {
        var approved = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, Approved));
        string[] table = [.. HttpRoutes.All.Select(Line)];

        string.Join('\n', [.. table.Except(approved).Select(line => "+ " + line), .. approved.Except(table).Select(line => "- " + line)])
            .Should().BeEmpty($"{Approved} must say what the functions say");
        table.Should().Equal(approved);
    }

    /// <summary>Of fixed width, so that a new route changes its own line only.</summary>
    private static string Line(HttpRoute route) => $"{route.Verb.ToUpperInvariant(),-6} | {route.Path,-60} | {route.Guard,-26} | {route.Function}";
}
