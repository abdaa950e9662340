using Kencom.TestSupport;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>Signing in and the member's pages.</summary>
public sealed class AccountTests(Site site)
{
    private const string NewPassword = "Kw8#ptLz4";

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "SI-2")]
    public async Task SignIn_OnTheWeb_NeedsTheCaptchaAndSignsOutAgain()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsMemberAsync(site, person);
        await visitor.PressAsync("ログアウト");
        await Assertions.Expect(visitor.Page.GetByText("ログアウトしました")).ToBeVisibleAsync();
        await visitor.LookAsync("start-signed-out");

        (await visitor.Page.Locator(".altcha").CountAsync()).Should().Be(0, "the captcha comes with the first touch of the form");
        await visitor.SignInAsync(person.Email, "wrong-Password-1");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ログインできませんでした");
        await visitor.LookAsync("sign-in-failed");

        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.SeeAsync($"{person.KanaName} さん");
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync($"{person.KanaName} さん");
        (await visitor.Page.EvaluateAsync<string>("() => document.cookie")).Should().BeEmpty("no script reads the session");
    }

    [Fact, Trait("Rule", "SI-5")]
    public async Task SignOut_WithoutANetwork_LeavesNothingPersonalAndEndsTheSessionWhenThereIsOne()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsMemberAsync(site, person);
        await visitor.Page.EvaluateAsync("email => sessionStorage.setItem('kencom.draft', JSON.stringify({ email }))", person.Email);
        await visitor.Context.SetOfflineAsync(true);

        await visitor.PressAsync("ログアウト");

        await visitor.SeeAsync("ログイン");
        await Assertions.Expect(visitor.Page.Locator(".notice.info")).ToContainTextAsync("ログアウトはまだ済んでいません");
        (await visitor.Page.ContentAsync()).Should().NotContain(person.Email).And.NotContain(person.KanaName);
        (await visitor.Page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage })")).Should().NotContain(person.Email);
        await visitor.LookAsync("signed-out-offline");

        var told = await visitor.Page.RunAndWaitForResponseAsync(
            () => visitor.Context.SetOfflineAsync(false), response => response.Url.EndsWith("/api/sessions/current", StringComparison.Ordinal));
        told.Status.Should().Be(204);
        await visitor.OpenAsync("/me");
        await visitor.SeeAsync("ログイン");

        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.SeeAsync($"{person.KanaName} さん");
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync($"{person.KanaName} さん");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "SI-2")]
    public async Task SignIn_InTheApp_AsksForNoCaptcha()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.InApp);
        await visitor.ComeAsMemberAsync(site, person);
        await visitor.PressAsync("ログアウト");
        await visitor.Page.Locator("#sign-in-email").WaitForAsync();
        await visitor.LookAsync("start");
        await visitor.SignInAsync(person.Email, SignUp.Password);

        await visitor.SeeAsync($"{person.KanaName} さん");
    }

    [Theory, MemberData(nameof(EligibilityTests.Visits), MemberType = typeof(EligibilityTests))]
    [Trait("Rule", "WEB-1"), Trait("Rule", "SI-8")]
    public async Task Member_OnTheOwnPages_ChangesEverythingThatIsTheirs(Visit visit)
    {
        Chromium.Require();
        var person = site.NextPerson();
        var newEmail = "new." + person.Email;
        await using var visitor = await Visitor.ComeAsync(site, visit);
        await visitor.ComeAsMemberAsync(site, person);

        await visitor.Field("kencomからのお知らせを受け取る").CheckAsync();
        await visitor.Link("ログイン中の端末").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("この端末")).ToBeVisibleAsync();
        await visitor.LookAsync("sessions");

        await visitor.OpenAsync("/me/password");
        await visitor.Page.Locator("#password-currentPassword").FillAsync("not-the-One-7");
        await visitor.Page.Locator("#password-newPassword").FillAsync(NewPassword);
        await visitor.PressAsync("変更する");
        await Assertions.Expect(visitor.Alert).ToBeVisibleAsync();
        await visitor.LookAsync("password-wrong");
        await visitor.Page.Locator("#password-currentPassword").FillAsync(SignUp.Password);
        await visitor.PressAsync("変更する");
        await Assertions.Expect(visitor.Page.GetByText("パスワードを変更しました")).ToBeVisibleAsync();
        (await site.App.NewestMailToAsync(person.Email)).Subject.Should().Be("【kencom】パスワードを変更しました");

        await visitor.OpenAsync("/me/email");
        await visitor.Field("新しいメールアドレス").FillAsync(newEmail);
        await visitor.Field("新しいメールアドレス（確認用）").FillAsync(newEmail);
        await visitor.Page.Locator("#email-password").FillAsync(NewPassword);
        await visitor.LookAsync("email");
        await visitor.PressAsync("確認メールを送信");
        await visitor.SeeAsync("メールをご確認ください");
        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(newEmail));
        await visitor.SeeAsync("メールアドレス変更の確認");
        await visitor.LookAsync("email-confirm");
        await visitor.PressAsync("変更を確定する");
        await Assertions.Expect(visitor.Page.GetByText("メールアドレスを変更しました")).ToBeVisibleAsync();
        await visitor.SeeAsync($"{person.KanaName} さん");
        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(newEmail));
        await visitor.SeeAsync("このリンクは使用済みです");
        await visitor.LookAsync("email-link-used");

        await visitor.OpenAsync("/me/leave");
        await visitor.Field("消去される内容を確認しました").CheckAsync();
        await visitor.Page.Locator("#leave-password").FillAsync(NewPassword);
        await visitor.LookAsync("leave");
        await visitor.PressAsync("退会する");
        await Assertions.Expect(visitor.Page.GetByText("退会しました")).ToBeVisibleAsync();
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "SI-6")]
    public async Task PasswordForgotten_WithTheMailedLink_SetsAnotherOnce()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.ComeAsMemberAsync(site, person);
        await visitor.PressAsync("ログアウト");
        await visitor.Link("パスワードを忘れた方はこちら").ClickAsync();
        await visitor.SeeAsync("パスワードの再設定");
        await visitor.Page.Locator("#reset-email").FillAsync(person.Email);
        await visitor.SolveCaptchaAsync();
        await visitor.LookAsync("password-forgotten");
        await visitor.PressAsync("再設定メールを送信");
        await visitor.SeeAsync("メールをご確認ください");
        await visitor.LookAsync("password-forgotten-sent");

        var link = await site.LinkOfNewestMailAsync(person.Email);
        var asked = new List<string>();
        visitor.Page.Request += (_, request) => asked.Add(request.Url + string.Join(' ', request.Headers.Values));
        await visitor.OpenAsync(link);
        await visitor.Page.Locator("#new-password-newPassword").WaitForAsync();
        var secret = link.Split('#')[1];
        asked.Should().NotBeEmpty().And.NotContain(sent => sent.Contains(secret, StringComparison.Ordinal), "what stands behind the # is in no address that a server or proxy sees");
        visitor.Page.Url.Should().NotContain(secret, "it leaves the address bar");
        await visitor.Page.ReloadAsync();
        await visitor.Page.Locator("#new-password-newPassword").FillAsync(NewPassword);
        await visitor.LookAsync("password-new");
        await visitor.PressAsync("パスワードを設定する");
        await Assertions.Expect(visitor.Page.GetByText("新しいパスワードを設定しました")).ToBeVisibleAsync();
        await visitor.SignInAsync(person.Email, NewPassword);
        await visitor.SeeAsync($"{person.KanaName} さん");

        await visitor.OpenAsync(link);
        await visitor.SeeAsync("このリンクは使用済みです");
        await Assertions.Expect(visitor.Page.Locator("#new-password-newPassword")).ToHaveCountAsync(0);
        await visitor.LookAsync("password-link-used");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "SI-7")]
    public async Task LoginIdForgotten_WithTheCard_IsMailedAndNeverShown()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync("/login-id");
        await visitor.Page.Locator("#card-cardSymbol").FillAsync("1234");
        await visitor.Page.Locator("#card-cardNumber").FillAsync(person.CardNumber);
        await visitor.Page.Locator("#card-insurerNumber").FillAsync("123456");
        await visitor.Page.Locator("#card-kanaName").FillAsync(person.KanaName);
        await visitor.FillBirthDateAsync("1972", "4", "15");
        await visitor.SolveCaptchaAsync();
        await visitor.PressAsync("送信する");

        await visitor.SeeAsync("受け付けました");
        await Assertions.Expect(visitor.Page.GetByText(person.Email)).ToHaveCountAsync(0);
        await visitor.LookAsync("login-id-sent");
        (await site.App.NewestMailToAsync(person.Email)).Text.Should().Contain(person.Email);
    }
}
