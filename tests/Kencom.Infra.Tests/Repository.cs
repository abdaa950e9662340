namespace Kencom.Infra.Tests;

/// <summary>The files that are tested, found from the place where the tests were built.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string Infra { get; } = Path.Combine(Root, "infra");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot(string directory)
    {
        for (var candidate = new DirectoryInfo(directory); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, "Kencom.Functions.sln")))
                return candidate.FullName;
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
