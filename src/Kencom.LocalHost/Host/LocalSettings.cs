using System.Text.Json;

namespace Kencom.LocalHost.Host;

/// <summary>The <c>Values</c> of local.settings.json, or of the sample when nobody made one.</summary>
internal sealed class LocalSettings
{
    private LocalSettings(IReadOnlyDictionary<string, string?> values) => Values = values;

    /// <summary>By configuration key (<c>Mail:ConnectionString</c>).</summary>
    public IReadOnlyDictionary<string, string?> Values { get; }

    public string? this[string key] => Values.GetValueOrDefault(key);

    /// <param name="samplesOnly">True in tests: a developer's own settings must not change their outcome.</param>
    public static LocalSettings Read(string directory, bool samplesOnly = false)
    {
        string[] names = samplesOnly ? ["local.settings.sample.json"] : ["local.settings.json", "local.settings.sample.json"];
        return names.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists) is { } file
            ? new LocalSettings(ValuesOf(file))
            : new LocalSettings(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase));
    }

    private static Dictionary<string, string?> ValuesOf(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            if (json.RootElement.TryGetProperty(nameof(Values), out var section))
            {
                foreach (var value in section.EnumerateObject())
                {
                    values[value.Name.Replace("__", ":", StringComparison.Ordinal)] = value.Value.ToString();
                }
            }

            return values;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new LocalHostException($"{file} cannot be read: {e.Message}", e);
        }
    }
}
