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

    private readonly Lock gate = new();
    private readonly string? folder;
    private readonly List<LocalMail> mails;

    internal Mailbox(string? folder)
    {
        this.folder = folder;
        mails = folder is null ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Select(Read).OfType<LocalMail>().OrderBy(mail => mail.ReceivedAt)];
    }

    /// <summary>A copy, newest first.</summary>
    public IReadOnlyList<LocalMail> All
    {
        get
        {
            lock (gate)
            {
                return [.. mails.AsEnumerable().Reverse()];
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            mails.Clear();
            if (folder is null)
            {
                return;
            }

            foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
            {
                File.Delete(file);
            }
        }
    }

    internal void Add(LocalMail mail)
    {
        lock (gate)
        {
            mails.Add(mail);
            if (folder is not null)
            {
                File.WriteAllText(Path.Combine(folder, $"{mail.ReceivedAt.UtcTicks}-{mail.Id}.json"), JsonSerializer.Serialize(mail, Json));
            }
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
