using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>The steps of the sign-up as a person walks them on the pages.</summary>
internal static class Walks
{
    /// <summary>Fills in the first page up to the enabled button.</summary>
    public static async Task FillRegistrationAsync(this Visitor visitor, string email, string? groupCode = null, string? invitationCode = null)
    {
        await visitor.Field("メールアドレス").FillAsync(email);
        if (!visitor.InApp)
        {
            await visitor.Field("メールアドレス（確認用）").FillAsync(email);
        }

        await visitor.Field("パスワード").FillAsync(SignUp.Password);
        if (groupCode is not null || invitationCode is not null)
        {
            await visitor.Page.GetByText("招待コード・団体連携コードをお持ちの方").ClickAsync();
            await visitor.Page.Locator("#register-groupCode").FillAsync(groupCode ?? "");
            await visitor.Page.Locator("#register-invitationCode").FillAsync(invitationCode ?? "");
        }
    }

    public static string ConfirmButton(this Visitor visitor) => visitor.InApp ? "登録確認" : "確認画面へ";

    /// <summary>From the first page to the mail.</summary>
    public static async Task StartAsync(this Visitor visitor, string email, string? groupCode = null)
    {
        await visitor.OpenAsync("/register");
        await visitor.FillRegistrationAsync(email, groupCode);
        await visitor.PressAsync(visitor.ConfirmButton());
        await visitor.SeeAsync("確認");
        await visitor.PressAsync("同意して仮登録メールを送信");
        await visitor.SeeAsync("メールをご確認ください");
    }

    /// <summary>From nothing to the page of the card.</summary>
    public static async Task ActivateAsync(this Visitor visitor, Site site, string email)
    {
        await visitor.StartAsync(email);
        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(email));
        await visitor.SeeAsync("書類をご用意ください");
        await visitor.ChooseDocumentAsync();
    }

    /// <summary>From the documents to the form.</summary>
    public static async Task ChooseDocumentAsync(this Visitor visitor)
    {
        await visitor.Link(visitor.InApp ? "次に進む" : "入力に進む").ClickAsync();
        await visitor.SeeAsync("資格情報の入力");
    }

    /// <summary>Fills in the card, on one page or two screens, looks it over and asks; with another number it is a miss.</summary>
    public static async Task CheckCardAsync(this Visitor visitor, Person person, string? cardNumber = null, string insurerNumber = "123456")
    {
        await visitor.FillCardAsync(person, cardNumber, insurerNumber);
        await visitor.PressAsync("利用資格を確認する");
    }

    /// <summary>Up to the page where everything is looked over.</summary>
    public static async Task FillCardAsync(this Visitor visitor, Person person, string? cardNumber = null, string insurerNumber = "123456")
    {
        if (new Uri(visitor.Page.Url).AbsolutePath != "/register/card")
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^(変更：氏名|入力内容を直す)$") }).First.ClickAsync();
        }

        await visitor.Page.Locator("#card-kanaName").FillAsync(person.KanaName);
        await visitor.FillBirthDateAsync("1972", "4", "15");
        await visitor.Page.Locator("#card-insurerNumber").FillAsync(insurerNumber);
        if (visitor.InSteps)
        {
            await visitor.PressAsync("記号・番号の入力に進む");
            await visitor.SeeAsync("記号・番号の入力");
        }

        await visitor.Page.Locator("#card-cardSymbol").FillAsync("71-1234");
        await visitor.Page.Locator("#card-cardNumber").FillAsync(cardNumber ?? person.CardNumber);
        await visitor.PressAsync("入力内容を確認する");
        await visitor.SeeAsync("入力内容の確認");
    }

    /// <summary>To the end of the sign-up.</summary>
    public static async Task CompleteAsync(this Visitor visitor)
    {
        await visitor.SeeAsync("最終確認");
        await visitor.PressAsync("登録を完了する");
        await visitor.SeeAsync("登録が完了しました");
    }

    public static async Task FillBirthDateAsync(this Visitor visitor, string year, string month, string day)
    {
        await visitor.Field("年").FillAsync(year);
        await visitor.Field("月").FillAsync(month);
        await visitor.Field("日").FillAsync(day);
    }

    /// <summary>Comes as a member who signed up long ago, and ends on the member's page; how one signs up on the pages is <see cref="SignUpTests"/>'.</summary>
    public static async Task ComeAsMemberAsync(this Visitor visitor, Site site, Person person)
    {
        using var member = await site.HaveMemberAsync(person);
        if (visitor.InApp)
        {
            await visitor.OpenAsync("/");
            await visitor.SignInAsync(person.Email, SignUp.Password);
        }
        else
        {
            await visitor.CarryAsync(member.Cookies);
            await visitor.OpenAsync("/me");
        }

        await visitor.SeeAsync($"{person.KanaName} さん");
    }

    /// <summary>Waits until the captcha is solved, which began with the first touch of the form.</summary>
    public static Task SolveCaptchaAsync(this Visitor visitor) =>
        Assertions.Expect(visitor.Page.Locator(".altcha[data-state=verified]")).ToBeVisibleAsync();

    public static async Task SignInAsync(this Visitor visitor, string email, string password)
    {
        await visitor.Page.Locator("#sign-in-email").FillAsync(email);
        await visitor.Page.Locator("#sign-in-password").FillAsync(password);
        await visitor.PressAsync("ログイン");
    }
}
