using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Host;
using Kencom.LocalHost.Host.Worker;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost;

/// <summary>The whole app for somebody at a terminal: helpers and functions on one address, until Ctrl-C.</summary>
internal static class LocalRun
{
    /// <returns>The program's exit code.</returns>
    /// <exception cref="LocalHostException">Something cannot be started; says what.</exception>
    public static async Task<int> RunAsync(string? app)
    {
        using var stop = new StopSignal();
        using var address = Launch.Bind();
        var settings = LocalSettings.Read(DataFolder.Top);
        var directory = app ?? BuiltBesideThis();
        var (helpers, options) = await Launch.StartHelpersAsync(settings, address);
        await using (helpers)
        await using (var gateway = await WorkerGateway.StartAsync())
        {
            var effective = Launch.EffectiveSettings(settings, address, options);
            using var loggers = LoggerFactory.Create(logging => Log(logging, new HostJson(directory, effective)));
            await using var host = await FunctionsHost.StartAsync(gateway, new FunctionsHostOptions
            {
                Directory = directory,
                Address = address,
                Settings = effective,
                StartWorker = start => WorkerProcess.Start(start, effective, Console.Error.WriteLine),
                Helpers = helpers,
                Loggers = loggers,
                Telemetry = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(HostTelemetry.EndpointVariable)),
            });
            Banner.Write(helpers, functions: true);
            helpers.HaveDemoData(Console.Error.WriteLine);
            helpers.BuildFrontEnd(Console.Error.WriteLine);

            if (await Task.WhenAny(stop.Requested, host.WorkerEnded) == stop.Requested)
            {
                return 0;
            }

            Console.Error.WriteLine("The worker has ended, so nothing can be answered any more. What it said last stands above.");
            return 1;
        }
    }

    /// <summary>Building this project builds the functions too, into the folder of the same name.</summary>
    private static string BuiltBesideThis()
    {
        var output = Path.GetRelativePath(Path.Combine(DataFolder.Top, "src", "Kencom.LocalHost"), AppContext.BaseDirectory);
        return Path.Combine(DataFolder.Top, "src", "Kencom.Functions", output);
    }

    private static void Log(ILoggingBuilder logging, HostJson host)
    {
        logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("Yarp", LogLevel.Warning);
        foreach (var (category, level) in host.LogLevels)
        {
            logging.AddFilter(category, level);
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
    }
}
