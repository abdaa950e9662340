using Kencom.TestSupport;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>What only comes when time passes: it passes for everybody on the site, so nobody else may be in the middle of something.</summary>
[Collection(nameof(TimePasses))]
public sealed class ExpiryTests(Site site)
{
    [Fact, Trait("Rule", "REG-11"), Trait("Rule", "WEB-1")]
    public async Task Link_Expired_AdvisesToStartAgain()
    {
        Chromium.Require();
        const string Email = "late@example.jp";
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.StartAsync(Email);
        var link = await site.LinkOfNewestMailAsync(Email);
        site.App.Pass(TimeSpan.FromMinutes(61));

        await visitor.OpenAsync(link);

        await visitor.SeeAsync("リンクの有効期限が切れています");
        await visitor.LookAsync("link-expired");
        await visitor.Link("登録をやり直す").ClickAsync();
        await Assertions.Expect(visitor.Field("メールアドレス")).ToHaveValueAsync(Email);
    }
}

[CollectionDefinition(nameof(TimePasses), DisableParallelization = true)]
public static class TimePasses;
