using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kencom.Infra.Tests;

/// <summary>Identities instead of keys, and nothing open that need not be (INF-2).</summary>
public partial class SecurityTests
{
    public static TheoryData<string> Environments => [.. Deployment.Environments];

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void StorageAccounts_EachEnvironment_TakeEntraIdentitiesOnly(string environment)
    {
        foreach (var account in Deployment.Of(environment).OfType("Microsoft.Storage/storageAccounts"))
        {
            account["allowSharedKeyAccess"].Should().Be("false");
            account["defaultToOAuthAuthentication"].Should().Be("true");
            account["allowBlobPublicAccess"].Should().Be("false");
            account["allowCrossTenantReplication"].Should().Be("false");
            account["supportsHttpsTrafficOnly"].Should().Be("true");
            account["minimumTlsVersion"].Should().Be("TLS1_2");
            account["sasPolicy.expirationAction"].Should().Be("Block");
        }

        Deployment.Of(environment).OfType("Microsoft.Storage/storageAccounts/blobServices/containers").Should().OnlyContain(container => container["publicAccess"] == null || container["publicAccess"] == "None");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void BlobServices_EachEnvironment_KeepDeletedBlobs(string environment)
    {
        foreach (var blobs in Deployment.Of(environment).OfType("Microsoft.Storage/storageAccounts/blobServices"))
        {
            blobs["deleteRetentionPolicy.enabled"].Should().Be("true");
            blobs["containerDeleteRetentionPolicy.enabled"].Should().Be("true");
            blobs["isVersioningEnabled"].Should().Be(blobs.Name.Contains("data/", StringComparison.Ordinal) ? "true" : "false");
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void Settings_EachEnvironment_HoldNeitherKeyNorConnectionString(string environment)
    {
        var settings = Deployment.Of(environment).Settings();

        settings.Values.Should().NotContain(value => Secret().IsMatch(value));
        settings.Keys.Should().NotContain(name => name.EndsWith("ConnectionString", StringComparison.Ordinal) || name.Contains("Secret", StringComparison.Ordinal) || name.Contains("Password", StringComparison.Ordinal) || name.Contains("HashKeys", StringComparison.Ordinal));
        settings["AzureWebJobsStorage__credential"].Should().Be("managedidentity");
        settings["DataStorage__credential"].Should().Be("managedidentity");
        settings.Keys.Should().NotContain(["AzureWebJobsStorage", "DataStorage", "DataStorage__ConnectionString", "Mail__ConnectionString"]);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b2s=;EndpointSuffix=x")]
    [InlineData("endpoint=https://x/;accesskey=b2s=")]
    [InlineData("https://x.blob/c?sv=1&sig=abc")]
    [InlineData("[listKeys('x', '2025').keys[0].value]")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://x)")]
    [Trait("Rule", "INF-2")]
    public void Secret_ValuesThatAreOne_AreRecognised(string value) => Secret().IsMatch(value).Should().BeTrue();

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void LocalAuthentication_EachEnvironment_IsOffEverywhere(string environment)
    {
        var deployment = Deployment.Of(environment);

        deployment.Single("Microsoft.Insights/components")["DisableLocalAuth"].Should().Be("true");
        deployment.Single("Microsoft.OperationalInsights/workspaces")["features.disableLocalAuth"].Should().Be("true");
        deployment.Single("Microsoft.Communication/communicationServices")["disableLocalAuth"].Should().Be("true");
        deployment.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Select(policy => (policy.OwnName, policy["allow"]))
            .Should().BeEquivalentTo([("scm", "false"), ("ftp", "false")]);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void Vault_EachEnvironment_UsesRolesAndCannotBePurged(string environment)
    {
        var vault = Deployment.Of(environment).Single("Microsoft.KeyVault/vaults");

        vault["enableRbacAuthorization"].Should().Be("true");
        // Where data is locked, so are the keys; elsewhere protection would keep the name from the next deployment for 90 days.
        vault["enablePurgeProtection"].Should().Be(environment == "prod" ? "true" : null);
        vault["softDeleteRetentionInDays"].Should().Be(environment == "prod" ? "90" : "7");
        vault["enableSoftDelete"].Should().Be("true");
        Deployment.Of(environment).OfType("Microsoft.KeyVault/vaults/secrets").Should().BeEmpty(because: "a template that writes a hash key would overwrite it");
    }

    /// <summary>Whoever reaches the app around Front Door could forge the address of a client (SI-9) and skip the limits of the edge.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "SI-9")]
    public void FunctionApp_EachEnvironment_IsReachedThroughItsFrontDoorOnly(string environment)
    {
        var site = Deployment.Of(environment).Single("Microsoft.Web/sites");
        var rule = site.Properties["siteConfig"]!["ipSecurityRestrictions"]!.AsArray().Should().ContainSingle().Subject!;

        site["siteConfig.ipSecurityRestrictionsDefaultAction"].Should().Be("Deny");
        ((string)rule["tag"]!).Should().Be("ServiceTag");
        ((string)rule["ipAddress"]!).Should().Be("AzureFrontDoor.Backend");
        ((string)rule["headers"]!["x-azure-fdid"]!.AsArray().Single()!).Should().Contain("Microsoft.Cdn/profiles").And.Contain("frontDoorId", because: "the tag alone lets every Front Door of the world in");
        Deployment.Of(environment).Settings()["Http__ClientAddressHeader"].Should().Be("X-Azure-SocketIP", because: "X-Azure-ClientIP takes what the client sends, and X-Forwarded-For is a proxy's address by then");
        Deployment.Of(environment).Settings()["Http__TrustedProxies"].Should().Be("1");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "API-1")]
    public void FunctionApp_EachEnvironment_ShowsNoPageOfTheHost(string environment) =>
        Deployment.Of(environment).Settings()["AzureWebJobsDisableHomepage"].Should().Be("true");

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void Transport_EachEnvironment_IsTls12OrBetter(string environment)
    {
        var deployment = Deployment.Of(environment);
        var site = deployment.Single("Microsoft.Web/sites");

        site["httpsOnly"].Should().Be("true");
        site["siteConfig.minTlsVersion"].Should().Be("1.2");
        deployment.OfType("Microsoft.Cdn/profiles/customDomains").Where(domain => domain["tlsSettings.minimumTlsVersion"] != "TLS12" || domain["tlsSettings.cipherSuiteSetType"] != "TLS12_2023").Should().BeEmpty();
        deployment.OfType("Microsoft.Cdn/profiles/afdEndpoints/routes").Should().OnlyContain(route => route["httpsRedirect"] == "Enabled" && route["forwardingProtocol"] == "HttpsOnly");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void Firewall_EachEnvironment_CountsHoweverApiIsSpelledAndLetsOnlyTheMethodsOfTheRoutesIn(string environment)
    {
        var rules = Deployment.Of(environment).Single("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies").Properties["customRules"]!["rules"]!.AsArray()
            .ToDictionary(rule => (string)rule!["name"]!, rule => (Action: (string)rule!["action"]!, Condition: rule["matchConditions"]!.AsArray().Single()!), StringComparer.Ordinal);

        rules.Values.Should().OnlyContain(rule => rule.Action == "Block");
        rules["FloodsOfOneAddress"].Condition["transforms"]!.AsArray().Select(step => (string)step!).Should().Equal("UrlDecode", "Lowercase");
        var methods = rules["OtherMethods"].Condition;
        ((string)methods["matchVariable"]!, (string)methods["operator"]!, (bool)methods["negateCondition"]!).Should().Be(("RequestMethod", "Equal", true));
        methods["matchValue"]!.AsArray().Select(method => (string)method!).Should().BeEquivalentTo("GET", "HEAD", "POST", "PUT", "DELETE");
    }

    /// <summary>The firewall goes before the redirect: a program that sends its token in the clear shall notice, not work.</summary>
    [Theory]
    [InlineData("http://www.example.jp:80/api/me", true)]
    [InlineData("HTTP://www.example.jp/%61pi/sessions", true)]
    [InlineData("http://www.example.jp//api/me", true)]
    [InlineData("http://www.example.jp:80/", false)]
    [InlineData("http://www.example.jp/me?next=/api/", false)]
    [InlineData("https://www.example.jp:443/api/me", false)]
    [InlineData("https://www.example.jp/help?of=http://www.example.jp/api/me", false)]
    [Trait("Rule", "INF-2")]
    public void Firewall_PlainHttp_IsRefusedForTheApiAndLedOnForPages(string uri, bool isRefused)
    {
        foreach (var environment in Deployment.Environments)
        {
            var rules = Deployment.Of(environment).Single("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies").Properties["customRules"]!["rules"]!.AsArray();
            var condition = rules.Single(rule => (string)rule!["name"]! == "PlainHttpOfTheApi")!["matchConditions"]!.AsArray().Single()!;

            ((string)condition["matchVariable"]!, (string)condition["operator"]!).Should().Be(("RequestUri", "RegEx"));
            condition["transforms"]!.AsArray().Select(step => (string)step!).Should().Equal("UrlDecode", "Lowercase");
            Regex.IsMatch(Uri.UnescapeDataString(uri).ToLowerInvariant(), (string)condition["matchValue"]!.AsArray().Single()!, RegexOptions.None, TimeSpan.FromSeconds(30)).Should().Be(isRefused);
        }
    }

    [Fact]
    [Trait("Rule", "INF-2")]
    public void HostJson_TransportSecurity_HoldsAYearAndForSubdomainsAsThatOfThePages() =>
        JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["http"]!["hsts"]!.ToJsonString()
            .Should().Be("""{"isEnabled":true,"maxAge":"365.00:00:00","includeSubDomains":true}""");

    [Fact]
    [Trait("Rule", "INF-2")]
    public void HostJson_EveryAnswer_IsWhatItSaysItIs() =>
        JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["http"]!["customHeaders"]!.ToJsonString()
            .Should().Be("""{"X-Content-Type-Options":"nosniff"}""", "the host's own answers, such as its 404, carry it too");

    [Theory]
    [InlineData("stg")]
    [InlineData("prod")]
    [Trait("Rule", "INF-2")]
    public void Networks_WherePrivate_CloseStorageAndVault(string environment)
    {
        var deployment = Deployment.Of(environment);
        var accounts = deployment.OfType("Microsoft.Storage/storageAccounts").ToLookup(account => account.Name.EndsWith("host", StringComparison.Ordinal));

        deployment.Single("Microsoft.KeyVault/vaults")["publicNetworkAccess"].Should().Be("Disabled");
        accounts[true].Single()["publicNetworkAccess"].Should().Be("Disabled");
        var data = accounts[false].Single();
        data["networkAcls.defaultAction"].Should().Be("Deny");
        data["networkAcls.bypass"].Should().Be("AzureServices", because: "Event Grid delivers as a trusted service");
        data.Properties["networkAcls"]!["ipRules"]!.AsArray().Select(rule => (string)rule!["value"]!).Should().Equal("203.0.113.0/24");
        deployment.OfType("Microsoft.Network/privateEndpoints").Select(endpoint => string.Join('-', endpoint.Name.Split('-')[^2..]))
            .Should().BeEquivalentTo("host-blob", "host-table", "data-blob", "data-queue", "data-table", deployment.Single("Microsoft.KeyVault/vaults").Name.Split('-')[^1] + "-vault");
        deployment.Single("Microsoft.Web/sites")["virtualNetworkSubnetId"].Should().EndWith("/subnets/app");
    }

    /// <summary>Logs hold no personal data (API-4): some categories of the platform name recipients, addresses and links.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "API-4")]
    public void Diagnostics_EachEnvironment_KeepExactlyTheseCategories(string environment) =>
        Deployment.Of(environment).OfType("Microsoft.Insights/diagnosticSettings")
            .SelectMany(setting => setting.Properties["logs"]?.AsArray().Select(log => $"{LoggedPart(setting.Id)}: {log!["category"]}") ?? [])
            .Should().BeEquivalentTo(
                "blobServices: StorageRead", "blobServices: StorageWrite", "blobServices: StorageDelete", "tableServices: StorageDelete", "vaults: AuditEvent",
                "communicationServices: EmailSendMailOperational", "systemTopics: DeliveryFailures", "profiles: FrontDoorWebApplicationFirewallLog");

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "API-4")]
    public void Edge_EachEnvironment_ScrubsAddressesAndLinksFromItsLogs(string environment)
    {
        var deployment = Deployment.Of(environment);

        foreach (var scrubbing in new[]
        {
            deployment.Single("Microsoft.Cdn/profiles").Properties["logScrubbing"]!,
            deployment.Single("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies").Properties["policySettings"]!["logScrubbing"]!,
        })
        {
            ((string)scrubbing["state"]!).Should().Be("Enabled");
            scrubbing["scrubbingRules"]!.AsArray().Select(rule => (string)rule!["matchVariable"]!).Should().BeEquivalentTo("RequestIPAddress", "RequestUri");
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "MAIL-3")]
    public void MailDomain_EachEnvironment_TracksNobody(string environment) =>
        Deployment.Of(environment).Single("Microsoft.Communication/emailServices/domains")["userEngagementTracking"].Should().Be("Disabled");

    [Fact]
    [Trait("Rule", "INF-2")]
    public void Locks_Prod_GuardMembersHashKeysAndLogs() =>
        Deployment.Of("prod").OfType("Microsoft.Authorization/locks").Should().HaveCount(3)
            .And.OnlyContain(guard => guard["level"] == "CanNotDelete")
            .And.Contain(guard => guard.Id.Contains("Microsoft.KeyVault/vaults", StringComparison.Ordinal))
            .And.Contain(guard => guard.Id.Contains("Microsoft.OperationalInsights/workspaces", StringComparison.Ordinal))
            .And.Contain(guard => guard.Id.Contains("data/providers/", StringComparison.Ordinal));

    private static string LoggedPart(string id)
    {
        var parts = id[..id.LastIndexOf("/providers/Microsoft.Insights/", StringComparison.Ordinal)].Split('/');
        return parts[^2];
    }

    [GeneratedRegex(@"AccountKey=|SharedAccessKey|accesskey=|[?&]sig=|listKeys|listSecrets|@Microsoft\.KeyVault|Password=", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
