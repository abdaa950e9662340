using System.Globalization;
using System.Reflection;
using Azure.Communication.Email;
using Kencom.LocalHost.Helpers.Storage;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers;

/// <summary>Starts the helpers for somebody at a terminal.</summary>
internal static class TerminalLaunch
{
    private const int UsualPort = 7071;
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    /// <summary>For <c>dotnet run --project src/Kencom.Functions</c>: helpers and functions on one address.</summary>
    public static Launch Start(string[] args)
    {
        _ = args;
        var settings = LocalSettings.Read(AppContext.BaseDirectory);
        var address = Bind();
        var helpers = StartHelpersAsync(settings, address).GetAwaiter().GetResult();
        var assembly = Assembly.GetEntryAssembly()!;
        return new Launch
        {
            Address = address,
            Settings = settings,
            Overrides = Overrides(settings, address, helpers.Options),
            Helpers = helpers.Helpers,
            Assembly = assembly,
            FunctionTypes = assembly.GetTypes(),
            Interactive = true,
        };
    }

    public static ListenAddress Bind()
    {
        var text = Environment.GetEnvironmentVariable("KENCOM_LOCAL_PORT");
        if (string.IsNullOrEmpty(text))
            return ListenAddress.Fixed(UsualPort);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? ListenAddress.Fixed(port)
            : throw new LocalHostException($"KENCOM_LOCAL_PORT is '{text}'; it must be a port number, as 7071.");
    }

    public static async Task<(LocalHelpers Helpers, HelperOptions Options)> StartHelpersAsync(LocalSettings settings, ListenAddress address)
    {
        var data = DataFolder.Open();
        var storage = await AzuriteProcess.StartAsync(
            data.Sub("storage"), accounts: 0, ports: AzuritePorts.Usual, report: Console.Error.WriteLine);
        var options = OptionsOf(settings, address.BaseAddress, storage.ConnectionString(AzuriteProcess.DevelopmentAccount)) with
        {
            Storage = storage,
            Data = data.Path is null ? null : data,
        };
        return (new LocalHelpers(options), options);
    }

    public static HelperOptions OptionsOf(LocalSettings settings, Uri baseAddress, string storageConnectionString) =>
        new(baseAddress, storageConnectionString)
        {
            MailAccessKey = settings["Mail:ConnectionString"] is { Length: > 0 } mail ? EmailConnectionString.Parse(mail).AccessKey : HelperOptions.LocalMailKey,
            TenantId = settings["AzureAd:TenantId"] ?? HelperOptions.LocalTenantId,
            Audience = settings["AzureAd:Audience"] ?? settings["AzureAd:ClientId"] ?? HelperOptions.LocalClientId,
        };

    /// <summary>The settings name the usual ports; what really runs wins.</summary>
    public static Dictionary<string, string?> Overrides(LocalSettings settings, ListenAddress address, HelperOptions options)
    {
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in settings.Values)
        {
            var adapted = string.Equals(value, DevelopmentStorage, StringComparison.OrdinalIgnoreCase)
                ? options.StorageConnectionString
                : value?.Replace($"http://127.0.0.1:{UsualPort}", $"http://127.0.0.1:{address.Port}", StringComparison.OrdinalIgnoreCase)
                    .Replace($"http://localhost:{UsualPort}", $"http://localhost:{address.Port}", StringComparison.OrdinalIgnoreCase);
            if (adapted != value)
                overrides[key] = adapted;
        }

        if (Environment.GetEnvironmentVariable("KENCOM_LOCAL_STRICT") == "1")
            overrides["Limits:Loopback"] = "strict";

        // An environment variable is somebody's will; only the file's own values are adapted.
        foreach (var key in overrides.Keys.ToList())
        {
            if (key != "Limits:Loopback" && Environment.GetEnvironmentVariable(key.Replace(":", "__", StringComparison.Ordinal)) is { Length: > 0 })
                overrides.Remove(key);
        }

        return overrides;
    }
}
