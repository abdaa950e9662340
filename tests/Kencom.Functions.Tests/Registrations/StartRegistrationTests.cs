using Kencom.Core.Registrations;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Registrations;

public sealed class StartRegistrationTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private TestApp App => shared.App;

    [Fact]
    [Trait("Rule", "REG-1")]
    public async Task Start_FromBrowser_GivesTheSecretAsCookieOnly()
    {
        using var client = App.NewClient();

        var started = await client.StartAsync(App.Start());

        Expect(started, 202);
        started.Json.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo("registrationId", "linkValidFor");
        started.Text("linkValidFor").Should().Be("PT1H");
        started.SetCookies["__Host-kencom-registration"].ToLowerInvariant().Should()
            .ContainAll("path=/", "secure", "httponly", "samesite=lax").And.NotContain("domain=");
    }

    [Fact]
    [Trait("Rule", "REG-1")]
    public async Task Start_FromApp_GivesTheSecretInTheBodyOnly()
    {
        using var client = App.NewClient();

        var started = await client.StartAsync(App.Start("app"));

        Expect(started, 202);
        started.Text("linkValidFor").Should().Be("P1D");
        started.Text("registrationSecret").Should().HaveLength(RegistrationKeys.IdLength + 1 + 43);
        started.SetCookies.Should().BeEmpty();
    }

    [Theory]
    [InlineData("channel")]
    [InlineData("email")]
    [InlineData("emailConfirmation")]
    [InlineData("password")]
    [InlineData("newsletter")]
    [InlineData("acceptedTerms.membership")]
    [InlineData("acceptedTerms.privacy")]
    [Trait("Rule", "REG-1")]
    public async Task Start_WithAFieldMissing_NamesTheField(string field)
    {
        using var client = App.NewClient();
        var whole = App.Start();
        var body = field switch
        {
            "channel" => whole with { Channel = null },
            "email" => whole with { Email = null },
            "emailConfirmation" => whole with { EmailConfirmation = null },
            "password" => whole with { Password = null },
            "newsletter" => whole with { Newsletter = null },
            "acceptedTerms.membership" => whole with { AcceptedTerms = whole.AcceptedTerms! with { Membership = null } },
            _ => whole with { AcceptedTerms = whole.AcceptedTerms! with { Privacy = null } },
        };

        var refused = await client.StartAsync(body);

        Expect(refused, 400);
        refused.Code.Should().Be("validation-failed");
        refused.ErrorsOf(field).Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "REG-1")]
    public async Task Start_WithEverythingMissing_NamesAllFieldsAtOnce()
    {
        using var client = App.NewClient();

        var refused = await client.PostAsync("/api/registrations", "{}");

        Expect(refused, 400);
        refused.Json.GetProperty("errors").EnumerateObject().Select(member => member.Name).Should()
            .BeEquivalentTo("channel", "email", "password", "newsletter", "acceptedTerms.membership", "acceptedTerms.privacy");
    }

    [Theory]
    [InlineData("a b@example.jp")]
    [InlineData("ｔaro@example.jp")]
    [InlineData("taro")]
    [InlineData("taro@example")]
    [InlineData("taro@@example.jp")]
    [InlineData("taro@example.jp\n")]
    [Trait("Rule", "REG-2")]
    public async Task Start_WithoutAMailboxAddress_IsAFieldError(string email)
    {
        using var client = App.NewClient();

        var refused = await client.StartAsync(App.Start(email: email));

        Expect(refused, 400);
        refused.ErrorsOf("email").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("ta..ro@docomo.example.jp")]
    [InlineData("taro.@ezweb.example.jp")]
    [Trait("Rule", "REG-2")]
    public async Task Start_WithAnOldCarrierAddress_IsAccepted(string email)
    {
        using var client = App.NewClient();

        Expect(await client.StartAsync(App.Start(email: email)), 202);

        (await App.NewestMailToAsync(email)).LinkToken.Should().HaveLength(20);
    }

    [Fact]
    [Trait("Rule", "REG-4")]
    public async Task Start_WithAGuessablePassword_TellsWhichConditionsHold()
    {
        using var client = App.NewClient();

        var refused = await client.StartAsync(App.Start() with { Password = "password1" });

        Expect(refused, 400);
        refused.ErrorsOf("password").Should().NotBeEmpty();
        var conditions = refused.Json.GetProperty("passwordConditions");
        conditions.GetProperty("length").GetBoolean().Should().BeTrue();
        conditions.GetProperty("characters").GetBoolean().Should().BeTrue();
        conditions.GetProperty("kinds").GetBoolean().Should().BeTrue();
        conditions.GetProperty("notGuessable").GetBoolean().Should().BeFalse();
    }

    [Theory]
    [InlineData("password", 1001, 9)]
    [InlineData("email", 9, 1001)]
    [Trait("Rule", "REG-4")]
    public async Task CheckPassword_OfALengthThatNobodyTypes_NamesTheField(string field, int passwordLength, int emailLength)
    {
        using var client = App.NewClient();

        var refused = await client.PostAsync("/api/password-checks", new { password = new string('x', passwordLength), email = new string('x', emailLength), channel = "web" });

        Expect(refused, 400);
        refused.ErrorsOf(field).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("ABCdxy", "web", false)]
    [InlineData("ABCdxy", "app", true)]
    [Trait("Rule", "REG-3")]
    [Trait("Rule", "REG-4")]
    public async Task CheckPassword_OfLettersInBothCases_HasTwoKindsOnAppOnly(string password, string channel, bool kinds)
    {
        using var client = App.NewClient();

        var checkedPassword = await client.PostAsync("/api/password-checks", new { password, email = Email, channel });

        Expect(checkedPassword, 200);
        checkedPassword.Json.GetProperty("passwordConditions").GetProperty("kinds").GetBoolean().Should().Be(kinds);
    }

    [Theory]
    [InlineData("Manual", "manual", false)]
    [InlineData("Strong", "strong", true)]
    [Trait("Rule", "REG-3")]
    [Trait("Rule", "REG-4")]
    public async Task CheckPassword_OfEitherProfile_SaysWhichIsInForceAndJudgesByIt(string setting, string profile, bool allHold)
    {
        await using var app = await TestApp.StartAsync(options => options.Settings["Security__PasswordProfile"] = setting);
        using var client = app.NewClient();

        var judged = await client.PostAsync("/api/password-checks", new { password = "qvxzjwkpmrtlhgdb", email = (string?)null, channel = "web" });
        var empty = await client.PostAsync("/api/password-checks", new { password = "", email = (string?)null, channel = "web" });

        judged.Text("passwordProfile").Should().Be(profile);
        judged.Json.GetProperty("passwordConditions").EnumerateObject().All(condition => condition.Value.GetBoolean()).Should().Be(allHold);
        empty.Text("passwordProfile").Should().Be(profile, "a form asks before anything is typed");
    }

    [Fact]
    [Trait("Rule", "REG-5")]
    public async Task Start_StoresThePasswordAsArgon2idOnly()
    {
        await using var app = await TestApp.StartAsync(options => options.DearPasswords = true);
        using var client = app.NewClient();
        var id = (await client.StartAsync(app.Start())).Text("registrationId");

        var stored = await app.Services.GetRequiredService<RegistrationStore>().FindAsync(id, CancellationToken.None);

        stored!.Value.PasswordHash.Should().StartWith("$argon2id$v=19$m=19456,t=2,p=1$");
        (await StorageSearch.FindAsync(app, Password)).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "REG-6")]
    public async Task Start_WithAnUnknownInvitationCode_IsAFieldError()
    {
        using var client = App.NewClient();

        var refused = await client.StartAsync(App.Start() with { InvitationCode = "de34Rtg" });

        Expect(refused, 400);
        refused.ErrorsOf("invitationCode").Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "REG-7")]
    public async Task Start_WithAnUnknownGroupCode_IsAFieldError()
    {
        using var client = App.NewClient();

        var refused = await client.StartAsync(App.Start() with { GroupCode = "NOBODY" });

        Expect(refused, 400);
        refused.ErrorsOf("groupCode").Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "REG-8")]
    public async Task Start_WithOutdatedTerms_TellsTheCurrentOnes()
    {
        using var client = App.NewClient();
        var current = await client.GetAsync("/api/terms");

        var refused = await client.StartAsync(App.Start() with { AcceptedTerms = new TermsBody("1999-01-01", "1999-01-01") });

        Expect(refused, 409);
        refused.Code.Should().Be("terms-outdated");
        refused.Json.GetProperty("currentTerms").GetProperty("membership").GetString().Should().Be(current.Text("membership"));
        refused.Json.GetProperty("currentTerms").GetProperty("privacy").GetString().Should().Be(current.Text("privacy"));
    }

    [Fact]
    [Trait("Rule", "REG-1")]
    public async Task Start_TakesNineStorageCallsAtMost()
    {
        using var client = App.NewClient();

        var started = await client.StartAsync(App.Start());

        App.Storage.Of(started.TraceId).Should().HaveCountLessThanOrEqualTo(8, "and one for the network, which is loose here").And.NotBeEmpty();
    }
}
