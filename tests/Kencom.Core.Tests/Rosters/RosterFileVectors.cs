using Kencom.Core.Insurers;

namespace Kencom.Core.Tests.Rosters;

/// <summary>
/// The small files of vectors/roster-files: each is what an insurer sent or might send, byte by byte, and beside it, under the same name with
/// <c>.outcome</c>, what must come of it. An outcome begins with lines of what it is about (<c># why</c>) and of settings (<c>eras receipt</c>).
/// </summary>
internal static class RosterFileVectors
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Rosters", "vectors", "roster-files");

    /// <param name="Files">One, or those that follow each other: name.1.csv, name.2.csv.</param>
    /// <param name="Settings">By their first word.</param>
    public sealed record Vector(string Name, string Why, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<byte[]> Files, IReadOnlyList<string> Outcome)
    {
        public EraTable? Eras => Settings.TryGetValue("eras", out var table) ? Enum.Parse<EraTable>(table, ignoreCase: true) : null;
    }

    /// <param name="kind">The folder: what is tried.</param>
    public static IEnumerable<string> Names(string kind) => Directory.EnumerateFiles(Path.Combine(Folder, kind), "*.outcome").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!;

    public static Vector Read(string kind, string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, kind, name + ".outcome"));
        var settings = lines.TakeWhile(line => line is not "").Where(line => line is not ['#', ..]).Select(line => line.Split(' ', 2)).ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
        var files = Directory.EnumerateFiles(Path.Combine(Folder, kind), name + ".*").Where(path => !path.EndsWith(".outcome", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return new Vector(
            name, string.Join(' ', lines.TakeWhile(line => line is ['#', ..]).Select(line => line[1..].Trim())), settings, [.. files.Select(File.ReadAllBytes)],
            [.. lines.SkipWhile(line => line is not "").Skip(1)]);
    }
}
