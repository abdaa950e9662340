using Kencom.Core.Checkups;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Functions.Tests.Accounts;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Checkups;

/// <summary>How long results and codes stay (CK-7, RST-11).</summary>
public sealed class RetentionTests : AccountTests
{
    [Fact]
    [Trait("Rule", "CK-7")]
    [Trait("Rule", "API-5")]
    public async Task Results_FiveYearsAfterCoverageEnded_AreDeletedAndNobodyElses()
    {
        var hanako = new RosterLine { KanaName = "ケンコムハナコ", Number = "234567", BirthDate = "1980-01-02" };
        await App.HaveRosterAsync(new RosterLine(), hanako);
        var (_, taroId) = await App.MemberAsync();
        var (_, hanakoId) = await App.MemberAsync(email: "hanako@example.jp", card: new CardBody { KanaName = "ケンコムハナコ", CardNumber = "234567", BirthDate = "1980-01-02" });
        var (taro, other) = (await App.PersonKeyAsync(taroId), await App.PersonKeyAsync(hanakoId));
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}", $"{CheckupDrops.Hanako},Hanako77"));
        await App.DropCheckupsAsync(CheckupDrops.Items(
            CheckupDrops.Taro + ",男,2025-06-10,A,,9N001000000000001,,170,,,,", CheckupDrops.Hanako + ",女,2025-06-10,A,,9N001000000000001,,160,,,,"));
        await App.DropAsync("rosters/123456/diff/2026-12.csv", RosterFile.Of(new RosterLine { CoverageEnd = "2027-03-31" }));

        await PassYearsAsync(5);
        (await CountAsync(taro)).Should().Be(1, because: "coverage ended on 2027-03-31, not five years ago");
        await PassYearsAsync(1);

        (await CountAsync(taro)).Should().Be(0);
        (await App.Services.GetRequiredService<ViewingCodeStore>().FindAsync(taro, CancellationToken.None)).Should().BeNull();
        (await CountAsync(other)).Should().Be(1);
        (await App.Services.GetRequiredService<ViewingCodeStore>().FindAsync(other, CancellationToken.None)).Should().NotBeNull();
    }

    [Fact]
    [Trait("Rule", "CK-7")]
    [Trait("Rule", "FILE-3")]
    public async Task CodesFromARoster_FiveYearsAfterCoverageEnded_AreDeletedAndNobodyElses()
    {
        await App.HaveInsurerAsync();
        const string header = "保険者番号,記号,番号,氏名カナ,生年月日,続柄,資格取得日,資格喪失日,健診閲覧コード";
        await App.DropAsync("rosters/123456/full/2026-11.csv", CheckupDrops.Cp932(
            header, "123456,1234,123456,ケンコムタロウ,1972-04-15,本人,2020-04-01,2027-03-31,Taro2345", "123456,1234,234567,ケンコムハナコ,1980-01-02,本人,2020-04-01,,Hanako77"));
        var (_, taroId) = await App.MemberAsync();
        var (_, hanakoId) = await App.MemberAsync(email: "hanako@example.jp", card: new CardBody { KanaName = "ケンコムハナコ", CardNumber = "234567", BirthDate = "1980-01-02" });
        var (taro, hanako) = (await App.PersonKeyAsync(taroId), await App.PersonKeyAsync(hanakoId));
        var codes = App.Services.GetRequiredService<ViewingCodeStore>();

        await PassYearsAsync(5);
        (await codes.FindAsync(taro, CancellationToken.None)).Should().NotBeNull("coverage ended on 2027-03-31, not five years ago");
        await PassYearsAsync(1);

        (await codes.FindAsync(taro, CancellationToken.None)).Should().BeNull();
        (await codes.FindAsync(hanako, CancellationToken.None)).Should().NotBeNull();
    }

    [Fact]
    [Trait("Rule", "API-6")]
    [Trait("Rule", "CK-7")]
    public async Task Results_UnderAnEarlierDataKey_AreSealedAnewWithinAYear()
    {
        var (_, memberId) = await HaveMemberAsync();
        await App.DropCheckupsAsync(CheckupDrops.Items(CheckupDrops.Taro + ",男,2025-06-10,A,,9N001000000000001,,170,,,,"));
        await using var rotated = await TestApp.StartAsync(options =>
        {
            options.StorageConnectionString = App.StorageConnectionString;
            options.Clock = App.Clock;
            options.Settings["Security__DataKeys__2"] = Convert.ToBase64String(Enumerable.Repeat((byte)3, 32).ToArray());
            options.Settings["Security__CurrentDataKey"] = "2";
        });

        App.Pass(TimeSpan.FromDays(366));
        await rotated.RunTimerAsync("sweep-accounts");

        var row = (await App.Tables.GetTableClient("Checkups").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Single();
        var record = System.Text.Json.JsonDocument.Parse(row.GetString("Record")).RootElement.GetProperty("sealed").GetString()!;
        Convert.FromBase64String(record)[0].Should().Be(2);
        (await rotated.Services.GetRequiredService<CheckupStore>().ListAsync(await App.PersonKeyAsync(memberId), CancellationToken.None).ToListAsync()).Should().ContainSingle();
    }

    [Fact]
    [Trait("Rule", "RST-11")]
    public async Task ContractEnded_ResultsCodesAndPrintFiles_AreGone()
    {
        var (_, memberId) = await HaveMemberAsync();
        var person = await App.PersonKeyAsync(memberId);
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        await App.DropCheckupsAsync(CheckupDrops.Items(
            CheckupDrops.Taro + ",男,2025-06-10,A,,9N001000000000001,,170,,,,", CheckupDrops.Hanako + ",女,2025-06-10,A,,9N001000000000001,,160,,,,"));
        var forget = App.Services.GetRequiredService<ForgetInsurer>();

        await forget.PersonsAsync([person], CancellationToken.None);
        await forget.RestAsync("123456", CancellationToken.None);

        foreach (var table in new[] { "Checkups", "ViewingCodes", "KeptResults", "PrintFiles", "CheckupHeads" })
        {
            (await App.Tables.GetTableClient(table).QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Should().BeEmpty(because: table);
        }

        (await App.Blobs.GetBlobContainerClient("print-files").GetBlobsAsync().ToListAsync()).Should().BeEmpty();
    }

    private Task<int> CountAsync(string person) => App.Services.GetRequiredService<CheckupStore>().ListAsync(person, CancellationToken.None).CountAsync().AsTask();

    private async Task PassYearsAsync(int years)
    {
        for (var month = 0; month < years * 12; month++)
        {
            App.Pass(TimeSpan.FromDays(30.5));
            await App.RunTimerAsync("sweep-accounts");
        }
    }
}
