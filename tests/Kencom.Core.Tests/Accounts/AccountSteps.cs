using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Tests.Accounts;

/// <summary>What members and strangers do, as the functions have it done.</summary>
internal static class AccountSteps
{
    public const string Email = "Taro@example.jp";
    public const string Password = "mG7!vq2Rt";

    public static readonly Caller Browser = new(IPAddress.Parse("203.0.113.7"), IsApp: false);
    public static readonly Caller App = Browser with { IsApp = true };

    /// <summary>The app on somebody else's network.</summary>
    public static readonly Caller Stranger = new(IPAddress.Parse("198.51.100.66"), IsApp: true);

    /// <summary>A member as a completed registration leaves one.</summary>
    public static async Task<Member> HaveMemberAsync(this CoreApp app, string email = Email, string password = Password, string kanaName = "ケンコムタロウ", DateOnly? birthDate = null)
    {
        var id = $"m{SecretToken.Random(20)}";
        var hash = await app.Get<PasswordHasher>().HashAsync(password, CancellationToken.None);
        (await app.Get<LoginStore>().AddAsync(new Login(email, hash, id))).IsNew.Should().BeTrue();
        await app.Get<ClaimStore>().AddAsync($"person-{id}", id);
        return await app.Get<MemberStore>().AddAsync(
            new Member
            {
                Id = id,
                Email = email,
                KanaName = kanaName,
                BirthDate = birthDate ?? new DateOnly(1972, 4, 15),
                InsurerNumber = "123456",
                InsurerName = "デモ健康保険組合",
                PersonKeys = [$"person-{id}"],
                AcceptedTerms = new AcceptedTerms("2026-04-01", "2026-04-01", app.Clock.GetUtcNow()),
                JoinedAt = app.Clock.GetUtcNow(),
            });
    }

    /// <summary>Signs in as the app: no captcha on the first level.</summary>
    public static async Task<Result<SignedIn>> SignInAsync(this CoreApp app, string email = Email, string password = Password, Caller? caller = null, string? captcha = null, bool stay = false)
    {
        var placed = await app.Get<CallerNetworks>().PlaceAsync(caller ?? App, CancellationToken.None);
        return await app.Get<SignInMember>().HandleAsync(new SignInCommand(email, password, stay, captcha, placed), CancellationToken.None);
    }

    /// <summary>Signs in as the app and solves whatever captcha it meets on the way.</summary>
    public static async Task<Result<SignedIn>> SolveAndSignInAsync(this CoreApp app, string email = Email, string password = Password, Caller? caller = null)
    {
        var answer = await app.SignInAsync(email, password, caller);
        return answer.Error?.Code == "captcha-required"
            ? await app.SignInAsync(email, password, caller, Solve((AltchaChallenge)answer.Error.Members["challenge"]!))
            : answer;
    }

    public static string SolvedCaptcha(this CoreApp app, int level = 1, CaptchaPurpose? purpose = null) => Solve(app.Get<Altcha>().Issue(purpose ?? CaptchaPurpose.SignIn, level));

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

    public static Task SweepAsync(this CoreApp app) => app.SweepAsync(SweepGroups.Accounts);

    /// <summary>Removes the members who are leaving, as the queue function does.</summary>
    public static Task RemoveLeavingAsync(this CoreApp app) => app.SettleAsync(QueueNames.RemoveMember);

    public static Task<Session?> CheckAsync(this CoreApp app, SignedIn signedIn) => app.Get<CheckSession>().HandleAsync(signedIn.Session.Token, CancellationToken.None);

    /// <summary>The mails of a kind that were ordered, each as it would be sent; null for one that finds nobody to go to.</summary>
    public static async Task<IReadOnlyList<MailContent?>> MailsAsync(this CoreApp app, MailKind kind)
    {
        var mails = new List<MailContent?>();
        var composer = app.Services.GetServices<IMailComposer>().Single(composer => composer.Kind == kind);
        await foreach (var row in app.Tables.GetTableClient(TableNames.Mails).QueryAsync<TableEntity>())
        {
            var mail = System.Text.Json.JsonSerializer.Deserialize(row.GetString("Record"), MailJson.Default.StoredMail)!;
            if (mail.Kind == kind)
            {
                mails.Add(await composer.ComposeAsync(mail.ToOrder(), CancellationToken.None));
            }
        }

        return mails;
    }
}
