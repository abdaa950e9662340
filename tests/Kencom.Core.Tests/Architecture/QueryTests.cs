using System.Text.RegularExpressions;

namespace Kencom.Core.Tests.Architecture;

/// <summary>Every query of a table is one of the kinds of <c>RowRange</c>; who adds one writes it into the list too, where it is seen (API-5).</summary>
public sealed partial class QueryTests
{
    private const string Approved = "Architecture/queries.approved.txt";

    [Fact]
    [Trait("Rule", "API-5")]
    public void Queries_WithTheirKind_AreThoseOfTheApprovedList()
    {
        string[] queries =
        [
            .. Repository.CSharpFiles("src", Rooms.Core)
                .SelectMany(path => RangeWords().Matches(Repository.Read(path)).Select(match => (Path: path["src/Kencom.Core/".Length..], Kind: match.Groups["kind"].Value)))
                .CountBy(query => query)
                .OrderBy(query => query.Key.Path, StringComparer.Ordinal).ThenBy(query => query.Key.Kind, StringComparer.Ordinal)
                .Select(query => $"{query.Key.Kind,-10} | {query.Value} | {query.Key.Path}"),
        ];

        queries.Should().Equal(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, Approved)));
    }

    [GeneratedRegex(@"RowRange\.(?<kind>Partitions|Partition|Prefix|Rows|Two)\(", RegexOptions.ExplicitCapture)]
    private static partial Regex RangeWords();
}
