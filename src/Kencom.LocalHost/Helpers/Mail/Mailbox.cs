using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kencom.LocalHost.Helpers.Mail;

/// <summary>A mail as it arrived.</summary>
public sealed record LocalMail(
    string Id,
    string To,
    string Subject,
    string? Text,
    string? Html,
    DateTimeOffset ReceivedAt,
    string From);

/// <summary>All mails that were "sent", newest first; one file each where data is kept.</summary>
public sealed class Mailbox
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly Lock _lock = new();
    private readonly string? _folder;
    private readonly List<LocalMail> _mails;

    internal Mailbox(string? folder)
    {
        _folder = folder;
        _mails = folder is null ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Select(Read).OfType<LocalMail>().OrderBy(mail => mail.ReceivedAt)];
    }

    /// <summary>A copy, newest first.</summary>
    public IReadOnlyList<LocalMail> All
    {
        get
        {
            lock (_lock)
                return [.. _mails.AsEnumerable().Reverse()];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _mails.Clear();
            if (_folder is null)
                return;
            foreach (var file in Directory.EnumerateFiles(_folder, "*.json"))
                File.Delete(file);
        }
    }

    internal void Add(LocalMail mail)
    {
        lock (_lock)
        {
            _mails.Add(mail);
            if (_folder is not null)
                File.WriteAllText(Path.Combine(_folder, $"{mail.ReceivedAt.UtcTicks}-{mail.Id}.json"), JsonSerializer.Serialize(mail, Json));
        }
    }

    private static LocalMail? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<LocalMail>(File.ReadAllText(file), Json);
        }
        catch (JsonException)
        {
            // Cut off when the machine went down; a local mailbox can do without it.
            return null;
        }
    }
}
