using System.Text;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Security;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>The page on which an insurer's contact fetches the codes to print (FILE-4).</summary>
public sealed class PrintFileTests(Site site)
{
    private const string Insurer = "444444";
    private const string Contact = "print@example.jp";

    [Fact, Trait("Rule", "FILE-4"), Trait("Rule", "WEB-6")]
    public async Task PrintFile_ByTheMailsLink_IsSavedThreeTimesAndOpeningThePageCountsForNothing()
    {
        Chromium.Require();
        await site.App.HaveRosterAsync(new RosterLine { InsurerNumber = Insurer, KanaName = "ケンコムインサツ" });
        await site.App.HaveInsurerAsync(Insurer, insurer => insurer with { ContactEmail = Contact });
        await site.App.DropCodesAsync(CheckupDrops.Codes($"{Insurer},1234,123456,,ケンコムインサツ,1972-04-15,,"), owner: Insurer);
        var file = (await site.App.Services.GetRequiredService<PrintFileStore>().ListAsync(Insurer, TestContext.Current.CancellationToken)).Single();
        await site.App.Services.GetRequiredService<MailPrintFileLink>().HandleAsync(new StaffMember("1", "Operator"), file.Id, TestContext.Current.CancellationToken);
        var link = await site.LinkOfNewestMailAsync(Contact);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        for (var look = 0; look < 4; look++)
        {
            await visitor.OpenAsync("about:blank");
            await visitor.OpenAsync(link);
            await visitor.SeeAsync("健診閲覧コードの印刷用ファイル");
        }

        new Uri(visitor.Page.Url).Fragment.Should().BeEmpty("the token leaves the address bar");
        await visitor.LookAsync("print-file");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("ファイルを保存する"));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = Encoding.GetEncoding(932).GetString(await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken));

        download.SuggestedFilename.Should().EndWith(".csv");
        text.Should().Contain("ケンコムインサツ").And.MatchRegex("\"[2-9A-HJ-NP-Za-km-z]{8}\"");
        await Assertions.Expect(visitor.Page.Locator(".notice.done")).ToContainTextAsync("を保存しました");
        await visitor.LookAsync("print-file-saved");

        await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("ファイルを保存する"));
        await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("ファイルを保存する"));
        await visitor.PressAsync("ファイルを保存する");
        await Assertions.Expect(visitor.Page.Locator("h1[data-alert]")).ToBeVisibleAsync();
        await visitor.LookAsync("print-file-ended");
    }
}
