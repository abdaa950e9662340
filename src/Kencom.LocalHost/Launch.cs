using System.Globalization;
using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Helpers.Mail;
using Kencom.LocalHost.Helpers.Storage;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost;

/// <summary>What every start has in common: the address, the helpers, and the settings as they are on this machine.</summary>
internal static class Launch
{
    private const int UsualPort = 7071;
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    /// <exception cref="LocalHostException">The port is taken, or the setting names none.</exception>
    public static ListenAddress Bind()
    {
        var text = Environment.GetEnvironmentVariable("KENCOM_LOCAL_PORT");
        if (string.IsNullOrEmpty(text))
        {
            return ListenAddress.Fixed(UsualPort);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? ListenAddress.Fixed(port)
            : throw new LocalHostException($"KENCOM_LOCAL_PORT is '{text}'; it must be a port number, as 7071.");
    }

    public static async Task<(LocalHelpers Helpers, HelperOptions Options)> StartHelpersAsync(LocalSettings settings, ListenAddress address)
    {
        var data = DataFolder.Open();
        var storage = await AzuriteProcess.StartAsync(data.Sub("storage"), ports: AzuritePorts.Usual, report: Console.Error.WriteLine);
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
            MailAccessKey = MailSignature.AccessKeyOf(settings["Mail:ConnectionString"]) ?? HelperOptions.LocalMailKey,
            TenantId = settings["AzureAd:TenantId"] ?? HelperOptions.LocalTenantId,
            Audience = settings["AzureAd:Audience"] ?? settings["AzureAd:ClientId"] ?? HelperOptions.LocalClientId,
        };

    /// <summary>
    /// The settings by configuration key. They name the usual ports; what really runs wins. An environment variable is somebody's will and wins over both, as with
    /// the Functions tools.
    /// </summary>
    public static Dictionary<string, string?> EffectiveSettings(LocalSettings settings, ListenAddress address, HelperOptions options)
    {
        var effective = settings.Values
            .Where(setting => Environment.GetEnvironmentVariable(setting.Key.Replace(":", "__", StringComparison.Ordinal)) is not { Length: > 0 })
            .ToDictionary(setting => setting.Key, setting => Adapted(setting.Value, address, options), StringComparer.OrdinalIgnoreCase);
        if (Environment.GetEnvironmentVariable("KENCOM_LOCAL_STRICT") == "1")
        {
            effective["Limits:Loopback"] = "strict";
        }

        return effective;
    }

    private static string? Adapted(string? value, ListenAddress address, HelperOptions options) =>
        string.Equals(value, DevelopmentStorage, StringComparison.OrdinalIgnoreCase)
            ? options.StorageConnectionString
            : value?.Replace($"http://127.0.0.1:{UsualPort}", $"http://127.0.0.1:{address.Port}", StringComparison.OrdinalIgnoreCase)
                .Replace($"http://localhost:{UsualPort}", $"http://localhost:{address.Port}", StringComparison.OrdinalIgnoreCase);
}
