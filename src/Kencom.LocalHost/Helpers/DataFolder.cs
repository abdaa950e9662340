using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers;

/// <summary>Where the helpers keep things between runs: <c>.local/</c>, or what <c>KENCOM_LOCAL_DATA</c> says.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream? gate;

    private DataFolder(string? path)
    {
        Path = path;
        if (path is null)
        {
            return;
        }

        Directory.CreateDirectory(path);
        try
        {
            gate = new FileStream(System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new LocalHostException(
                $"Another local host uses the data in {path}. Stop it, or give this one its own: KENCOM_LOCAL_DATA=<folder>, or KENCOM_LOCAL_DATA=memory", e);
        }
    }

    /// <summary>Null: everything is kept in memory.</summary>
    public string? Path { get; }

    /// <summary>The top of the repository, or the current directory outside of one.</summary>
    public static string Top { get; } = FindTop();

    public static DataFolder Open() => Environment.GetEnvironmentVariable("KENCOM_LOCAL_DATA") switch
    {
        null or "" => new DataFolder(System.IO.Path.Combine(Top, ".local", "data")),
        var memory when memory.Equals("memory", StringComparison.OrdinalIgnoreCase) => new DataFolder(null),
        var folder => new DataFolder(System.IO.Path.GetFullPath(folder)),
    };

    public string? Sub(string name) => Path is null ? null : Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose() => gate?.Dispose();

    private static string FindTop()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "Kencom.Functions.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        return Environment.CurrentDirectory;
    }
}
