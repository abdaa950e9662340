using Kencom.LocalHost;
using Kencom.LocalHost.Host;

try
{
    var command = CommandLine.Parse(args);
    return command.HelpersOnly ? await HelpersOnly.RunAsync() : await LocalRun.RunAsync(command.App);
}
catch (LocalHostException e)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine(e.Message);
    return 1;
}
