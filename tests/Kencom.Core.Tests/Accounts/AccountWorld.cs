using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Core.Tests.Accounts;

/// <summary>All behaviour over a real storage, as one instance of the app; further instances share storage and clock.</summary>
internal sealed class AccountWorld : IAsyncDisposable
{
    public const string Email = "Taro@example.jp";
    public const string Password = "mG7!vq2Rt";

    public static readonly Caller Browser = new(IPAddress.Parse("203.0.113.7"), IsApp: false);
    public static readonly Caller App = Browser with { IsApp = true };

    /// <summary>The app on somebody else's network.</summary>
    public static readonly Caller Stranger = new(IPAddress.Parse("198.51.100.66"), IsApp: true);

    private readonly ServiceProvider services;
    private readonly string connectionString;
    private readonly Dictionary<string, string?> allSettings;
    private readonly bool dearPasswords;

    private AccountWorld(string storage, FakeTimeProvider clock, Dictionary<string, string?> settings, bool dearPasswords)
    {
        (connectionString, Clock, allSettings, this.dearPasswords) = (storage, clock, settings, dearPasswords);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<HttpPipelinePolicy>(Calls)
            .AddSingleton<MailProvider>((_, _) => Task.FromResult(MailDelivery.Accepted)) // Mails are looked at where they are ordered.
            .AddLogging(logging => logging.ClearProviders())
            .AddKencom(configuration);
        if (!dearPasswords)
        {
            collection.AddSingleton(QuickPasswords.Hasher);
        }

        services = collection.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Clock { get; }

    public StorageCalls Calls { get; } = new();

    public TableServiceClient Tables => new(connectionString);

    public static Task<AccountWorld> StartAsync(params (string Key, string? Value)[] further) => StartAsync(dearPasswords: false, further);

    /// <param name="dearPasswords">Whether a password costs as much as when deployed (REG-5).</param>
    public static async Task<AccountWorld> StartAsync(bool dearPasswords, params (string Key, string? Value)[] further)
    {
        var settings = further.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var storage = await StorageEmulator.NewAccountAsync();
        settings["DataStorage:ConnectionString"] = storage;
        settings["Storage:CreateMissing"] = "true";
        settings["Mail:SenderAddress"] = "no-reply@kencom.example";
        settings["Mail:FrontEndUrl"] = "https://kencom.example";
        settings["Mail:OperatorName"] = "kencom";
        settings.TryAdd("Security:HashKeys:1", Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()));
        var accounts = new AccountWorld(storage, new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero)), settings, dearPasswords);
        foreach (var hosted in accounts.services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(CancellationToken.None);
        }

        return accounts;
    }

    /// <summary>Another instance of the app over the same storage, by the same clock; nothing else is shared.</summary>
    public AccountWorld OtherInstance(params (string Key, string? Value)[] changed)
    {
        var other = new Dictionary<string, string?>(allSettings, StringComparer.Ordinal);
        foreach (var (key, value) in changed)
        {
            other[key] = value;
        }

        return new AccountWorld(connectionString, Clock, other, dearPasswords);
    }

    public T Get<T>()
        where T : notnull
        => services.GetRequiredService<T>();

    public IEnumerable<IMailComposer> Composers => services.GetServices<IMailComposer>();

    /// <summary>A member as a completed registration leaves one.</summary>
    public async Task<Member> HaveMemberAsync(string email = Email, string password = Password, string kanaName = "ケンコムタロウ", DateOnly? birthDate = null)
    {
        var id = $"m{SecretToken.Random(20)}";
        var hash = await Get<PasswordHasher>().HashAsync(password, CancellationToken.None);
        (await Get<LoginStore>().AddAsync(new Login(email, hash, id))).IsNew.Should().BeTrue();
        await Get<ClaimStore>().AddAsync($"person-{id}", id);
        return await Get<MemberStore>().AddAsync(
            new Member
            {
                Id = id,
                Email = email,
                KanaName = kanaName,
                BirthDate = birthDate ?? new DateOnly(1972, 4, 15),
                InsurerNumber = "123456",
                InsurerName = "デモ健康保険組合",
                PersonKeys = [$"person-{id}"],
                AcceptedTerms = new AcceptedTerms("2026-04-01", "2026-04-01", Clock.GetUtcNow()),
                JoinedAt = Clock.GetUtcNow(),
            });
    }

    /// <summary>Signs in as the app: no captcha on the first level.</summary>
    public async Task<Result<SignedIn>> SignInAsync(string email = Email, string password = Password, Caller? caller = null, string? captcha = null, bool stay = false)
    {
        var placed = await Get<CallerNetworks>().PlaceAsync(caller ?? App, CancellationToken.None);
        return await Get<SignInMember>().HandleAsync(new SignInCommand(email, password, stay, captcha, placed), CancellationToken.None);
    }

    /// <summary>Signs in as the app and solves whatever captcha it meets on the way.</summary>
    public async Task<Result<SignedIn>> SolveAndSignInAsync(string email = Email, string password = Password, Caller? caller = null)
    {
        var answer = await SignInAsync(email, password, caller);
        return answer.Error?.Code == "captcha-required"
            ? await SignInAsync(email, password, caller, Solve((AltchaChallenge)answer.Error.Members["challenge"]!))
            : answer;
    }

    public string SolvedCaptcha(int level = 1, CaptchaPurpose? purpose = null) => Solve(Get<Altcha>().Issue(purpose ?? CaptchaPurpose.SignIn, level));

    /// <summary>What ALTCHA's widget does with a challenge, version 1.</summary>
    public static string Solve(AltchaChallenge challenge)
    {
        for (var number = 0; number <= challenge.Maxnumber; number++)
        {
            if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(challenge.Salt + number.ToString(CultureInfo.InvariantCulture)))) == challenge.Challenge)
            {
                return Payload(new { challenge.Algorithm, challenge.Challenge, number, challenge.Salt, challenge.Signature, took = 1 });
            }
        }

        throw new InvalidOperationException("The challenge has no solution.");
    }

    public static string Payload(object payload) =>
        Convert.ToBase64String(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(payload, System.Text.Json.JsonSerializerOptions.Web));

    public Task SweepAsync() => Get<RunSweeps>().HandleAsync(SweepGroups.Accounts, CancellationToken.None);

    /// <summary>What the queue functions do with what was ordered: removes the members who are leaving.</summary>
    public async Task RemoveLeavingAsync()
    {
        var queue = Get<Azure.Storage.Queues.QueueServiceClient>().GetQueueClient(QueueNames.RemoveMember);
        Azure.Storage.Queues.Models.QueueMessage[] messages = await queue.ReceiveMessagesAsync(32);
        foreach (var message in messages)
        {
            await Get<RemoveMember>().HandleAsync(message.Body.ToObjectFromJson<RemoveMemberMessage>(QueueSender.Json)!.MemberId, CancellationToken.None);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    public Task<Session?> CheckAsync(SignedIn signedIn) => Get<CheckSession>().HandleAsync(signedIn.Session.Token, CancellationToken.None);

    /// <summary>The mails of a kind that were ordered, each as it would be sent; null for one that finds nobody to go to.</summary>
    public async Task<IReadOnlyList<MailContent?>> MailsAsync(MailKind kind)
    {
        var mails = new List<MailContent?>();
        var composer = Composers.Single(composer => composer.Kind == kind);
        await foreach (var row in Tables.GetTableClient(TableNames.Mails).QueryAsync<TableEntity>())
        {
            var mail = System.Text.Json.JsonSerializer.Deserialize(row.GetString("Record"), MailJson.Default.StoredMail)!;
            if (mail.Kind == kind)
            {
                mails.Add(await composer.ComposeAsync(mail.ToOrder(), CancellationToken.None));
            }
        }

        return mails;
    }

    /// <summary>Every row of every table, as text.</summary>
    public async Task<string> DumpAsync()
    {
        var text = new StringBuilder();
        foreach (var name in TableNames.All)
        {
            await foreach (var row in Tables.GetTableClient(name).QueryAsync<TableEntity>())
            {
                text.Append(name).Append(": ").AppendJoin("; ", row.Select(pair => $"{pair.Key}={(pair.Value is byte[] bytes ? Convert.ToHexString(bytes) : pair.Value)}")).AppendLine();
            }
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync() => await services.DisposeAsync();
}
