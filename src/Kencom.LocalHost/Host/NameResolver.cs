using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Kencom.LocalHost.Host;

/// <summary>Replaces <c>%setting%</c> in queue names and schedules.</summary>
internal static partial class NameResolver
{
    public static string Resolve(string text, IConfiguration configuration) => SettingName().Replace(text, match =>
        configuration[match.Groups["name"].Value] is { Length: > 0 } value
            ? value
            : throw new LocalHostException($"'{match.Value}' does not resolve to a value: the setting '{match.Groups["name"].Value}' is missing."));

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SettingName();
}
