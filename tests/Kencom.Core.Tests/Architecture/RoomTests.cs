using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Files;
using Kencom.TestSupport;
using NetArchTest.Rules;

namespace Kencom.Core.Tests.Architecture;

/// <summary>Which way the rooms of the core may use each other, and what is none of their business.</summary>
public sealed partial class RoomTests
{
    private const int MostFilesOnALevel = 22;

    /// <summary>The only ways in which a room calls one behind it: what is declared here is implemented there.</summary>
    private static readonly string[] CalledUpwards = ["IMailComposer", nameof(IFileContent), typeof(IRows<>).Name, nameof(ICarriedContent), "IMemberData"];

    /// <summary>Rooms that speak to storage themselves, and so read its answers.</summary>
    private static readonly string[] MeetsStorage = ["Storage", "Security", "Files", "Rosters"];

    public static TheoryData<string> All => [.. Rooms.InOrder];

    [Theory]
    [MemberData(nameof(All))]
    public void Room_UsesOnlyTheRoomsBeforeIt(string room) =>
        Rooms.Uses(room, Rooms.InOrder.SkipWhile(other => other != room).Skip(1)).Should().BeEmpty();

    [Fact]
    public void Foundation_UsesNoRoom() =>
        Rooms.Uses(
            Rooms.Types.That().ResideInNamespaceMatching($"^{Regex.Escape(Rooms.Core)}$").And().DoNotHaveName(nameof(KencomServices)),
            Rooms.InOrder.Select(room => $"{Rooms.Core}.{room}"))
            .Should().BeEmpty();

    [Fact]
    public void Core_IsInRooms() =>
        Rooms.Assembly.GetTypes()
            .Select(type => type.Namespace)
            .Where(name => name?.StartsWith(Rooms.Core + ".", StringComparison.Ordinal) == true)
            .Select(name => name!.Split('.')[2])
            .Distinct()
            .Should().BeSubsetOf(Rooms.InOrder);

    [Fact]
    public void Core_KnowsNeitherFunctionsNorHttp()
    {
        Rooms.Uses(Rooms.Types.That().ResideInNamespaceMatching("^Kencom"), ["Microsoft.AspNetCore", "Microsoft.Azure.Functions", "Kencom.Functions"]).Should().BeEmpty();

        // Constants leave no trace in what is compiled, so the source is asked.
        CoreFiles()
            .Where(file => HttpWords().IsMatch(file.Text) || (!MeetsStorage.Contains(file.Room) && StatusWords().IsMatch(file.Text)))
            .Select(file => file.Path)
            .Should().BeEmpty();
    }

    /// <summary>One verb of storage: <c>Rows&lt;T&gt;</c>. Readiness asks only whether there is any answer.</summary>
    [Fact]
    public void Core_ReachesTablesThroughRowsOnly() =>
        CoreFiles().Where(file => file.Room is not "Storage" && TableWords().IsMatch(file.Text)).Select(file => file.Path.Split('/')[^1]).Should().Equal("CheckReadiness.cs");

    [Fact]
    public void Core_CallsUpwardsByFewContractsOnly()
    {
        var implemented =
            from type in Rooms.Assembly.GetTypes()
            from contract in type.GetInterfaces()
            where contract.Assembly == Rooms.Assembly && RoomOf(contract) != RoomOf(type)
            select contract.Name;

        implemented.Distinct().Should().BeSubsetOf(CalledUpwards);
    }

    [Fact]
    public void LocalHost_KnowsNoBehaviour() =>
        Types.InAssembly(Assembly.Load("Kencom.LocalHost")).That().ResideInNamespaceMatching("^Kencom")
            .ShouldNot().HaveDependencyOnAny(Rooms.Core, "Kencom.Functions").GetResult()
            .IsSuccessful.Should().BeTrue();

    [Fact]
    public void Folders_HoldFewFilesOnALevel() =>
        new[] { "src", "tests" }
            .SelectMany(root => Repository.CSharpFiles(root))
            .GroupBy(file => file[..file.LastIndexOf('/')])
            .Where(level => level.Count() > MostFilesOnALevel)
            .Select(level => $"{level.Key}: {level.Count()}")
            .Should().BeEmpty();

    /// <summary>The picture in the README: which room leans on which, without what follows from other arrows.</summary>
    [Fact]
    public void Readme_ShowsTheRoomsAndTheirArrows()
    {
        var shown = ShownPicture().Match(Repository.Read("README.md").ReplaceLineEndings("\n")).Value;

        var picture = Picture();

        (shown == picture).Should().BeTrue("this is what the rooms use, and what belongs into the README:\n{0}", picture);
    }

    private static string Picture()
    {
        var rooms = Rooms.Existing.ToArray();
        var uses = rooms.ToDictionary(room => room, room => rooms.Where(other => other != room && Rooms.Uses(room, [other]).Any()).ToHashSet());
        var picture = new StringBuilder("```mermaid\ngraph LR\n");
        foreach (var room in rooms)
        {
            foreach (var used in rooms.Where(used => uses[room].Contains(used) && !uses[room].Any(between => between != used && Reaches(uses, between, used))))
            {
                picture.Append(CultureInfo.InvariantCulture, $"  {room} --> {used}\n");
            }
        }

        return picture.Append("```\n").ToString();
    }

    private static bool Reaches(Dictionary<string, HashSet<string>> uses, string from, string to) =>
        uses[from].Contains(to) || uses[from].Any(next => Reaches(uses, next, to));

    private static string RoomOf(Type type) => type.Namespace?.Split('.').ElementAtOrDefault(2) ?? "";

    private static IEnumerable<(string Path, string Room, string Text)> CoreFiles() =>
        from path in Repository.CSharpFiles("src", Rooms.Core)
        select (path, path.Split('/')[2], Repository.Read(path));

    [GeneratedRegex(@"GetTableClient|\bTableClient\b")]
    private static partial Regex TableWords();

    [GeneratedRegex("```mermaid\ngraph LR\n.*?```\n", RegexOptions.Singleline)]
    private static partial Regex ShownPicture();

    [GeneratedRegex(@"JsonPropertyName|StatusCodes\.|\bIResult\b|HttpRequest\b|HttpContext")]
    private static partial Regex HttpWords();

    [GeneratedRegex(@"HttpStatusCode|\.Status\s*(==|is|!=)\s*\(?\d{3}")]
    private static partial Regex StatusWords();
}
