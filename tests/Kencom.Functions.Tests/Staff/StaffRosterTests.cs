using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Kencom.Core.Files;
using Kencom.Core.Storage;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.Functions.Tests.Staff;

public sealed class StaffRosterTests : AppTests
{
    private const string Insurer = "06123459";

    /// <summary>The emulator holds an upload link to its own clock.</summary>
    protected override void Configure(TestAppOptions options) => options.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());

    [Fact]
    [Trait("Rule", "STF-4")]
    public async Task Insurer_PutAndShown_IsAsKept()
    {
        using var client = OperatorClient();
        var body = new
        {
            name = "テスト健康保険組合",
            insuredOnly = false,
            dependentsFromAge = 18,
            maintenance = new { from = "2026-12-01T00:00:00+09:00", to = "2026-12-02T00:00:00+09:00", message = "メンテナンス中です。" },
            exemptNetworks = new[] { "192.0.2.0/24", "2001:db8::/32" },
            eraTable = "receipt",
            contactEmail = "kenpo@example.jp",
            passkeyForResults = true,
            sameAs = new[] { "63123459" },
        };

        client.Headers["If-None-Match"] = "*";
        Expect(await client.PutAsync($"/api/staff/insurers/{Insurer}", body), 200);
        var shown = await client.GetAsync($"/api/staff/insurers/{Insurer}");

        Expect(shown, 200);
        shown.Json.GetProperty("dependentsFromAge").GetInt32().Should().Be(18);
        shown.Text("eraTable").Should().Be("receipt");
        shown.Json.GetProperty("exemptNetworks").GetArrayLength().Should().Be(2);
        shown.Text("contactEmail").Should().Be("kenpo@example.jp");
        shown.Json.GetProperty("sameAs")[0].GetString().Should().Be("63123459");
        client.Headers.Remove("If-None-Match");
        client.Headers["If-Match"] = shown.Message.Headers.ETag!.Tag;
        Expect(await client.PutAsync($"/api/staff/insurers/{Insurer}", body with { maintenance = null! }), 200);
        (await client.GetAsync("/api/staff/insurers")).Json.GetProperty("insurers")[0].GetProperty("maintenance").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("6123459", """{"name":"x"}""", "insurerNumber")]
    [InlineData("06123459", """{"name":" "}""", "name")]
    [InlineData("06123459", """{"name":"デモ\n健康保険組合"}""", "name")]
    [InlineData("06123459", """{"name":"デモ\r\n健康保険組合"}""", "name")]
    [InlineData("06123459", """{"name":"デモ\u0085健康保険組合"}""", "name")]
    [InlineData("06123459", """{"name":"デモ\u2028健康保険組合"}""", "name")]
    [InlineData("06123459", """{"name":"x","dependentsFromAge":-1}""", "dependentsFromAge")]
    [InlineData("06123459", """{"name":"x","exemptNetworks":["192.0.2.0/33"]}""", "exemptNetworks")]
    [InlineData("06123459", """{"name":"x","exemptNetworks":["0.0.0.0/0"]}""", "exemptNetworks")]
    [InlineData("06123459", """{"name":"x","exemptNetworks":["10.0.0.0/15"]}""", "exemptNetworks")]
    [InlineData("06123459", """{"name":"x","exemptNetworks":["::ffff:0.0.0.0/96"]}""", "exemptNetworks")]
    [InlineData("06123459", """{"name":"x","exemptNetworks":["2001:db8::/32","::/0"]}""", "exemptNetworks")]
    [InlineData("06123459", """{"name":"x","maintenance":{"from":"2026-12-02T00:00:00Z","to":"2026-12-01T00:00:00Z","message":"m"}}""", "maintenance.to")]
    [InlineData("06123459", """{"name":"x","eraTable":"none"}""", "eraTable")]
    [InlineData("06123459", """{"contactEmail":"kenpo"}""", "contactEmail")]
    [InlineData("06123459", """{"passkeyForResults":null}""", "passkeyForResults")]
    [InlineData("06123459", """{"sameAs":["06123459"]}""", "sameAs")]
    [InlineData("06123459", """{"sameAs":["6123459"]}""", "sameAs")]
    [Trait("Rule", "STF-4")]
    public async Task Insurer_WrongValue_IsAFieldError(string number, string body, string field)
    {
        using var client = OperatorClient();

        client.Headers["If-None-Match"] = "*";
        var all = JsonNode.Parse("""{"name":"x","insuredOnly":false,"dependentsFromAge":null,"maintenance":null,"exemptNetworks":[],"eraTable":null,"contactEmail":null,"passkeyForResults":false,"sameAs":[]}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
        {
            all[name] = value?.DeepClone();
        }

        var refused = await client.PutAsync($"/api/staff/insurers/{number}", all.ToJsonString());

        Expect(refused, 400);
        refused.ErrorsOf(field).Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "STF-4")]
    public async Task Group_Put_IsListed()
    {
        using var client = OperatorClient();

        client.Headers["If-None-Match"] = "*";
        Expect(await client.PutAsync("/api/staff/groups/GROUP-9", new { name = "テスト団体", contactEmail = (string?)null }), 200);

        (await client.GetAsync("/api/staff/groups")).Json.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("groupCode").GetString()).Should().Contain("GROUP-9");
        Expect(await client.PutAsync("/api/staff/groups/GR%20P", new { name = "x", contactEmail = (string?)null }), 400);
    }

    [Fact]
    [Trait("Rule", "STF-4"), Trait("Rule", "RST-6"), Trait("Rule", "RST-8")]
    public async Task RosterFile_ThatWaits_IsShownReportedAndApproved()
    {
        using var client = OperatorClient();
        RosterLine[] lines = [.. Enumerable.Range(1, 10).Select(i => new RosterLine { InsurerNumber = Insurer, Number = $"{i}" })];
        await App.HaveRosterAsync(lines);
        await App.DropAsync($"rosters/{Insurer}/full/2026-12.csv", RosterFile.Of(lines[5..]));

        var listed = (await client.GetAsync($"/api/staff/roster-files?insurerNumber={Insurer}")).Json.GetProperty("rosterFiles");
        listed.GetArrayLength().Should().Be(2);
        var id = listed[0].GetProperty("id").GetString();
        var shown = await client.GetAsync($"/api/staff/roster-files/{id}");
        shown.Text("state").Should().Be("waiting-for-approval");
        shown.Json.GetProperty("reasons")[0].GetString().Should().Contain("10人のうち5人");
        shown.Json.GetProperty("counts").GetProperty("ended").GetInt32().Should().Be(5);

        (await client.GetAsync($"/api/staff/roster-files/{id}/report")).Json.GetProperty("counts").GetProperty("unchanged").GetInt32().Should().Be(5);
        client.Headers["Accept"] = "text/csv";
        var csv = await client.GetAsync($"/api/staff/roster-files/{id}/report");
        csv.Message.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=shift_jis", "that is what the web calls CP932");
        csv.Message.Content.Headers.ContentDisposition!.FileName.Should().Be($"{id}.csv", "the name is our id, whatever the dropped file was called");
        id.Should().MatchRegex("^[0-9A-Za-z-]+$");
        client.Headers.Remove("Accept");

        (await client.GetAsync($"/api/staff/files?kind=roster&insurerNumber={Insurer}")).Json.GetProperty("files")[0].GetProperty("id").GetString().Should().Be(id, "the routes of all kinds show the same");
        (await client.GetAsync($"/api/staff/files?kind=checkup&insurerNumber={Insurer}")).Json.GetProperty("files").GetArrayLength().Should().Be(0);
        (await client.GetAsync($"/api/staff/files/{id}")).Text("state").Should().Be("waiting-for-approval");
        (await client.GetAsync($"/api/staff/files/{id}/report")).Json.GetProperty("counts").GetProperty("unchanged").GetInt32().Should().Be(5);

        Expect(await client.PostAsync($"/api/staff/roster-files/{id}/approval", new { reason = "" }), 400);
        Expect(await client.PostAsync($"/api/staff/files/{id}/approval", new { reason = "組合に確認した" }), 202);
        await App.SettleAsync();
        var done = await client.GetAsync($"/api/staff/roster-files/{id}");
        (done.Text("state"), done.Json.GetProperty("percent").GetInt32()).Should().Be(("done", 100));
        Expect(await client.PostAsync($"/api/staff/roster-files/{id}/rejection", new { reason = "遅い" }), 409);
        var log = await App.Tables.GetTableClient(TableNames.AuditLog).QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync();
        log.Select(row => JsonNode.Parse(row.GetString("Record"))!["entry"]!).Should().Contain(entry =>
            $"{entry["action"]}" == "approve-file" && $"{entry["reason"]}" == "組合に確認した" && $"{entry["who"]!["name"]}" == "運用 花子" && $"{entry["subject"]}" == id);
    }

    [Fact]
    [Trait("Rule", "STF-1")]
    public async Task Token_AfterTheIssuersKeysRotated_IsAcceptedAndTheEarlierOneToo()
    {
        using var client = OperatorClient();
        var earlier = client.Bearer;
        Expect(await client.GetAsync("/api/staff/insurers"), 200);

        App.Host.RotateStaffKeys();
        client.Bearer = App.Host.IssueStaffToken("運用 花子", "Operator");

        // A key that is not known makes the app fetch the issuer's keys anew, beside the request that brought it.
        var tries = 0;
        while ((await client.GetAsync("/api/staff/insurers")).Status is HttpStatusCode.Unauthorized && ++tries < 100)
        {
            await Task.Delay(50);
        }

        Expect(await client.GetAsync("/api/staff/insurers"), 200);
        client.Bearer = earlier;
        Expect(await client.GetAsync("/api/staff/insurers"), 200);
    }

    [Fact]
    [Trait("Rule", "STF-1")]
    public async Task Token_WithAnotherKeysSignature_IsRefused()
    {
        var parts = App.Host.IssueStaffToken("運用 花子", "Operator").Split('.');
        using var key = RSA.Create(2048);
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var client = App.NewClient();
        client.Bearer = $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(signature)}";

        Expect(await client.GetAsync("/api/staff/insurers"), 401);
    }

    [Fact]
    [Trait("Rule", "STF-1")]
    public async Task Token_OfTheIssuerButNotAPersonsAccessToken_IsRefused()
    {
        (string What, Action<SecurityTokenDescriptor> Change)[] changes =
        [
            ("as issued", _ => { }),
            ("expired", token => (token.NotBefore, token.Expires) = (DateTime.UnixEpoch, DateTime.UnixEpoch.AddHours(1))),
            ("for another application", token => token.Audience = Guid.NewGuid().ToString()),
            ("of nobody", token => token.Claims.Remove("oid")),
            ("without a scope", token => token.Claims.Remove("scp")),
            ("by another algorithm of the same key", token => token.SigningCredentials = new SigningCredentials(token.SigningCredentials.Key, SecurityAlgorithms.RsaSha512)),
            ("by a shared secret", token => token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256)),
            ("unsigned", token => token.SigningCredentials = null),
        ];
        using var client = App.NewClient();

        var answers = new List<string>();
        foreach (var (what, change) in changes)
        {
            client.Bearer = App.Host.IssueStaffToken(change, "運用 花子", "Operator");
            answers.Add($"{what}: {(int)(await client.GetAsync("/api/staff/insurers")).Status}");
        }

        answers.Should().Equal(changes.Select(change => change.What == "as issued" ? "as issued: 200" : $"{change.What}: 401"));
    }

    [Fact]
    [Trait("Rule", "STF-4")]
    public async Task RosterFile_Unknown_IsNotFound()
    {
        using var client = OperatorClient();

        Expect(await client.GetAsync("/api/staff/roster-files/06123459-0"), 404);
        Expect(await client.GetAsync("/api/staff/roster-files/..%2F..%2Fhead"), 404);
        Expect(await client.PostAsync("/api/staff/roster-files/06123459-head/approval", new { reason = "x" }), 404);
        Expect(await client.GetAsync("/api/staff/roster-files?insurerNumber=x"), 400);
        Expect(await client.GetAsync("/api/staff/files/06123459-head"), 404);
        Expect(await client.PostAsync("/api/staff/files/_unfinished-0/rejection", new { reason = "x" }), 404);
        Expect(await client.GetAsync("/api/staff/files?kind=Roster"), 400);
        Expect(await client.GetAsync("/api/staff/files?groupCode=123456"), 400);
        Expect(await client.GetAsync("/api/staff/files?groupCode=_unplaced"), 400);
        Expect(await client.GetAsync("/api/staff/files?groupCode=DEMO-GROUP&insurerNumber=123456"), 400);
        Expect(await client.GetAsync("/api/staff/files?groupCode=DEMO-GROUP"), 200);
    }

    [Fact]
    [Trait("Rule", "STF-5"), Trait("Rule", "RST-12")]
    public async Task UploadLink_CanWriteItsOwnFileAndNothingElse()
    {
        using var client = OperatorClient();
        await App.HaveInsurerAsync(Insurer);

        Expect(await client.PostAsync($"/api/staff/insurers/{Insurer}/upload-links", new { }), 400);
        Expect(await client.PostAsync($"/api/staff/insurers/{Insurer}/upload-links", new { kind = "everything" }), 400);
        var issued = await client.PostAsync($"/api/staff/insurers/{Insurer}/upload-links", new { kind = "full" });

        Expect(issued, 201);
        issued.Json.GetProperty("expiresAt").GetDateTimeOffset().Should().BeAfter(App.Clock.GetUtcNow());
        var link = new Uri(issued.Text("url"));
        var blob = new BlobClient(link);
        blob.Name.Should().StartWith($"{Insurer}/full/");
        await blob.UploadAsync(BinaryData.FromBytes(RosterFile.Of(new RosterLine { InsurerNumber = Insurer })));
        await Refused(() => blob.DownloadContentAsync());
        await Refused(() => blob.DeleteAsync());
        await Refused(() => new BlobContainerClient(new BlobUriBuilder(link) { BlobName = "" }.ToUri()).GetBlobsAsync().ToListAsync().AsTask());
        var other = new BlobUriBuilder(link) { BlobName = "63123459/full/x.csv" }.ToUri();
        await Refused(() => new BlobClient(other).UploadAsync(BinaryData.FromString("x")));

        await App.RunTimerAsync("sweep-files");
        await App.SettleAsync();
        (await client.GetAsync($"/api/staff/roster-files?insurerNumber={Insurer}")).Json.GetProperty("rosterFiles")[0].GetProperty("state").GetString().Should().Be("done");
        Expect(await client.PostAsync("/api/staff/insurers/63123459/upload-links", new { kind = "full" }), 404);
    }

    [Theory]
    [InlineData("full", "rosters", "/full/")]
    [InlineData("diff", "rosters", "/diff/")]
    [InlineData("checkup", "checkups", "/")]
    [InlineData("viewing-code", "viewing-codes", "/")]
    [Trait("Rule", "STF-5")]
    public async Task UploadLink_OfAKind_LeadsToItsFolder(string kind, string container, string folder)
    {
        using var client = OperatorClient();
        await App.HaveInsurerAsync(Insurer);

        var blob = new BlobClient(new Uri((await client.PostAsync($"/api/staff/insurers/{Insurer}/upload-links", new { kind })).Text("url")));

        blob.BlobContainerName.Should().Be(container);
        DropPath.TryParse(container, blob.Name, out var drop, out _).Should().BeTrue();
        JsonNamingPolicy.KebabCaseLower.ConvertName($"{drop!.Kind}").Should().Be(kind);
        blob.Name.Should().StartWith(Insurer + folder);
    }

    private static async Task Refused(Func<Task> request) =>
        (await FluentActions.Awaiting(request).Should().ThrowAsync<Azure.RequestFailedException>()).Which.Status.Should().Be(403);

    private ApiClient OperatorClient()
    {
        var client = App.NewClient();
        client.Bearer = App.Host.IssueStaffToken("運用 花子", "Operator");
        return client;
    }
}
