namespace Kencom.TestSupport;

/// <summary>The repository's own files, found from the place where the tests were built.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string Infra { get; } = Path.Combine(Root, "infra");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>The C# files below a folder, generated ones aside.</summary>
    /// <returns>Paths from the root, with slashes.</returns>
    public static IEnumerable<string> CSharpFiles(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([Root, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot(string directory)
    {
        for (var candidate = new DirectoryInfo(directory); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, "Kencom.Functions.sln")))
            {
                return candidate.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
