using Kencom.LocalHost.Host;

namespace Kencom.LocalHost;

/// <param name="HelpersOnly">Start what stands in for Azure, and no functions.</param>
/// <param name="App">The folder of the app to run; null runs the one that was built with this program.</param>
internal sealed record CommandLine(bool HelpersOnly, string? App)
{
    private const string Usage =
        """
        dotnet run --project src/Kencom.LocalHost                        everything
        dotnet run --project src/Kencom.LocalHost -- --helpers-only      storage, mail and issuer, for `func start` beside them
        dotnet run --project src/Kencom.LocalHost -- --app FOLDER        everything, with an app that was published to the folder
        """;

    /// <exception cref="LocalHostException">An argument is unknown; lists the known ones.</exception>
    public static CommandLine Parse(string[] args) => args switch
    {
        [] => new CommandLine(HelpersOnly: false, App: null),
        ["--helpers-only"] => new CommandLine(HelpersOnly: true, App: null),
        ["--app", var folder] => new CommandLine(HelpersOnly: false, Path.GetFullPath(folder)),
        _ => throw new LocalHostException(Usage),
    };
}
