using Microsoft.Playwright;

namespace Kencom.Web.Tests.Staff;

/// <summary>How staff move in the console.</summary>
internal static class StaffWalks
{
    private static readonly string[] AllRoles = ["Support", "Operator"];

    /// <summary>Comes to a page of the console and signs in at the local issuer, as somebody with these roles.</summary>
    public static async Task<Visitor> ComeAsStaffAsync(this Visitor visitor, string path, string name, params string[] roles)
    {
        await visitor.OpenAsync(path);
        await visitor.SeeAsync("スタッフのログイン");
        await visitor.PressAsync("ログイン");
        await visitor.AnswerIssuerAsync(name, roles);
        await Assertions.Expect(visitor.Sections).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Fills in the issuer's page and goes back.</summary>
    public static async Task AnswerIssuerAsync(this Visitor visitor, string name, params string[] roles)
    {
        await visitor.Field("名前").FillAsync(name);
        foreach (var role in AllRoles)
        {
            await visitor.Page.Locator($"input[value={role}]").SetCheckedAsync(roles.Contains(role));
        }

        await visitor.PressAsync("ログイン");
    }

    extension(Visitor visitor)
    {
        public ILocator Sections => visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "メニュー" });

        public ILocator Rows => visitor.Page.Locator(".rows [data-row]");

        public ILocator Detail => visitor.Page.Locator(".detail");
    }

    /// <summary>The row with this text, opened.</summary>
    public static async Task ChooseRowAsync(this Visitor visitor, string text)
    {
        await visitor.Rows.Filter(new() { HasText = text }).First.ClickAsync();
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToBeVisibleAsync();
    }

    public static async Task FitsAsync(this Visitor visitor, string what) =>
        (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).Should().BeTrue($"nothing of {what} is wider than the screen");

    public static async Task PressKeysAsync(this Visitor visitor, params string[] keys)
    {
        foreach (var key in keys)
        {
            await visitor.Page.Keyboard.PressAsync(key);
        }
    }
}
