using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Kencom.Infra.Tests.Azure;

/// <summary>Deployments from an empty subscription on, in a simulated one (INF-3, INF-5): what goes wrong there, and how it goes on.</summary>
public sealed class DeploymentTests
{
    private static readonly ConcurrentDictionary<string, JsonObject> Known = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    [Trait("Rule", "INF-5")]
    public void Deploy_EmptySubscription_EndsWithALivingService(string environment)
    {
        using var azure = new SimulatedAzure(environment);
        azure.State["youngSubscription"] = true;

        var run = azure.Run("deploy.sh", environment, "--package", azure.Package("one"), "--yes");

        run.ExitCode.Should().Be(0, because: run.Errors);
        azure.State["providers"]!["Microsoft.App"]!.ToString().Should().Be("Registered", because: "the network delegates to it and holds no resource of it");
        azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!.AsObject().Select(secret => secret.Key).Should().BeEquivalentTo("hash-key-1", "data-key-1", "app-keys");
        azure.State["app"]!["running"].Should().NotBeNull();
        azure.State["web"]!["index"]!.ToString().Should().Be("<html>one</html>");
        run.Errors.Should().Contain("there is no budget yet");
        run.Calls.Should().NotContain(call => call.Contains("config-zip", StringComparison.Ordinal), because: "it asks for ever whether the app lives, which answers Front Door only");
        Transcripts.Compare($"from-nothing-{environment}", azure);
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_Again_ChangesNeitherSecretsNorBootstrap()
    {
        using var azure = Deployed("dev");
        var secrets = azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!.ToJsonString();
        azure.SignInAsWorkflow();

        var run = azure.Run("deploy.sh", "dev", "--package", azure.Package("two"), "--yes");

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Changes.Should().NotContain(call => call.Contains("bootstrap", StringComparison.Ordinal) || call.Contains("/secrets/", StringComparison.Ordinal) || call.Contains("provider register", StringComparison.Ordinal));
        azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!.ToJsonString().Should().Be(secrets);
        azure.State["web"]!["index"]!.ToString().Should().Be("<html>two</html>");
    }

    /// <summary>Wherever it broke off, the same command goes on.</summary>
    [Theory]
    [InlineData("roleDefinitions")]
    [InlineData("id-kencom-deploy")]
    [InlineData("Microsoft.KeyVault/vaults")]
    [InlineData("Microsoft.Web/sites")]
    [InlineData("Microsoft.Cdn/profiles")]
    [Trait("Rule", "INF-5")]
    public void Deploy_BrokenOff_IsResumedByTheSameCommand(string where)
    {
        using var azure = new SimulatedAzure("dev");
        azure.State["failures"]!.AsArray().Add(where);
        var first = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");
        var second = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");

        first.ExitCode.Should().NotBe(0);
        first.Errors.Should().Contain("InternalServerError");
        second.ExitCode.Should().Be(0, because: second.Errors);
        azure.Resources().Select(resource => (string)resource!["id"]!).Should().OnlyHaveUniqueItems();
        if (where == "Microsoft.Web/sites")
        {
            Transcripts.Compare("resumed", azure);
        }
    }

    /// <summary>The last deployment has no outputs when it failed: names come from what is there (tags), and rolling back works all the same.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Rollback_AfterAFailedDeployment_PutsThePackageOfTheRunBack()
    {
        using var azure = Deployed("stg");
        var good = (string)azure.State["app"]!["running"]!;
        azure.Run("deploy.sh", "stg", "--only", "code", "--package", azure.Package("bad")).ExitCode.Should().Be(0);
        azure.State["failures"]!.AsArray().Add("Microsoft.Insights/metricAlerts");
        azure.Run("deploy.sh", "stg", "--only", "infra", "--yes").ExitCode.Should().NotBe(0);
        azure.State["app"]!["broken"] = new JsonArray((string)azure.State["app"]!["running"]!);
        azure.State["runs"]!["4711"] = azure.Package("again-one");
        File.Copy(Path.Combine(azure.Package("one-copy"), "web.zip"), Path.Combine((string)azure.State["runs"]!["4711"]!, "web.zip"), overwrite: true);

        var smoke = azure.Run("deploy.sh", "stg", "--only", "smoke");
        var run = azure.Run("rollback.sh", "stg", "4711");

        smoke.ExitCode.Should().NotBe(0);
        smoke.Errors.Should().Contain("/api/health/live answers 503, not 200");
        run.ExitCode.Should().Be(0, because: run.Errors);
        azure.State["app"]!["running"]!.ToString().Should().NotBe(good).And.NotBe((string)azure.State["app"]!["broken"]![0]!);
        azure.State["web"]!["index"]!.ToString().Should().Be("<html>one-copy</html>", because: "pages go back with the code");
        Transcripts.Compare("rollback", azure);
    }

    [Fact]
    [Trait("Rule", "INF-5")]
    public void Scripts_NothingIsThere_EndWithoutACommandThatHasAnEmptyName()
    {
        using var azure = new SimulatedAzure("prod");
        azure.State["groups"]!["rg-kencom-prod"] = JsonNode.Parse("""{"location":"japaneast","resources":[],"tags":{"kencom-environment":"prod"}}""");
        foreach (var run in new[]
        {
            azure.Run("rollback.sh", "prod", azure.Package("one")),
            azure.Run("deploy.sh", "prod", "--only", "smoke"),
            azure.Run("deploy.sh", "prod", "--only", "code", "--package", azure.Package("two")),
            azure.Run("rotate-key.sh", "prod", "hash"),
            azure.Run("mail-domain.sh", "prod"),
        })
        {
            run.ExitCode.Should().NotBe(0);
            run.Errors.Should().Contain("error: rg-kencom-prod has no ");
            run.Changes.Should().BeEmpty();
            run.Calls.Should().OnlyContain(call => call.StartsWith("$ az resource list", StringComparison.Ordinal));
        }
    }

    /// <summary>A group, a repository or a role that changed later: bootstrap is done again, and by an owner only.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Bootstrap_RepositoryChanges_NeedsAnOwnerOnce()
    {
        using var azure = Deployed("dev");
        azure.Variables["KENCOM_REPOSITORY"] = "owner/renamed";
        var owner = azure.State["permissions"]!.DeepClone();

        azure.SignInAsWorkflow();
        var refused = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");
        azure.State["permissions"] = owner;
        var bootstrap = azure.Run("deploy.sh", "dev", "--only", "bootstrap");
        azure.SignInAsWorkflow();
        var deployed = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");

        refused.ExitCode.Should().NotBe(0);
        refused.Errors.Should().Contain("an owner must run infra/deploy.sh dev --only bootstrap");
        refused.Changes.Should().BeEmpty();
        bootstrap.ExitCode.Should().Be(0, because: bootstrap.Errors);
        bootstrap.Changes.Should().Contain(call => call.Contains("repository=owner/renamed", StringComparison.Ordinal));
        deployed.ExitCode.Should().Be(0, because: deployed.Errors);
    }

    [Fact]
    [Trait("Rule", "INF-5")]
    public void Deploy_GroupWasMadeBefore_BecomesOursWhenEmpty()
    {
        using var azure = new SimulatedAzure("dev");
        azure.State["groups"]!["rg-kencom-dev"] = JsonNode.Parse("""{"location":"japaneast","resources":[],"tags":{"cost-center":"4711"}}""");

        var run = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");

        run.ExitCode.Should().Be(0, because: run.Errors);
        azure.State["groups"]!["rg-kencom-dev"]!["tags"]!["cost-center"]!.ToString().Should().Be("4711");
        azure.State["groups"]!["rg-kencom-dev"]!["tags"]!["kencom-environment"]!.ToString().Should().Be("dev");
    }

    /// <summary>A vault outlives its environment: it comes back with its keys, or goes for good.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "INF-5")]
    public void Deploy_EnvironmentWasRemoved_FindsTheVaultsNameFree(bool byScript)
    {
        using var azure = Deployed("dev");
        var key = azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!["hash-key-1"]!.ToString();
        if (byScript)
        {
            azure.Run("remove.sh", "dev", "--yes").ExitCode.Should().Be(0);
            azure.State["deletedVaults"]!.AsArray().Should().BeEmpty();
        }
        else
        {
            var vault = azure.Resource("Microsoft.KeyVault/vaults").DeepClone();
            azure.State["deletedVaults"]!.AsArray().Add(new JsonObject
            {
                ["name"] = vault["name"]!.DeepClone(),
                ["properties"] = new JsonObject { ["vaultId"] = vault["id"]!.DeepClone(), ["tags"] = vault["tags"]!.DeepClone() },
                ["resource"] = vault,
            });
            azure.State["groups"]!.AsObject().Remove("rg-kencom-dev");
        }

        var run = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");

        run.ExitCode.Should().Be(0, because: run.Errors);
        (azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!["hash-key-1"]!.ToString() == key).Should().Be(!byScript);
    }

    [Theory]
    [InlineData("prod", "--yes")]
    [InlineData("dev", "")]
    [Trait("Rule", "INF-5")]
    public void Remove_ProdOrUnconfirmed_IsRefused(string environment, string confirmation)
    {
        using var azure = Deployed(environment);

        var run = azure.Run("remove.sh", environment, confirmation);

        run.ExitCode.Should().NotBe(0);
        run.Changes.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-6")]
    public void Deploy_TwoAtOnce_RefusesTheSecond()
    {
        using var azure = Deployed("dev");
        azure.State["groups"]!["rg-kencom-dev"]!["deployments"]!["kencom-dev"] = "Running";
        azure.State["app"]!["otherDeployment"] = true;

        var infra = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");
        var code = azure.Run("deploy.sh", "dev", "--only", "code", "--package", azure.Package("two"));

        infra.ExitCode.Should().NotBe(0);
        infra.Errors.Should().Contain("another deployment of rg-kencom-dev is under way (kencom-dev)");
        infra.Changes.Should().BeEmpty();
        code.ExitCode.Should().NotBe(0);
        code.Errors.Should().Contain("is under way: try again when it has ended");
    }

    /// <summary>Both looked before either began: Azure itself keeps them apart, since the deployment's name is always the same.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Deploy_TwoBeginAtTheSameInstant_RefusesOneByItsName()
    {
        using var azure = Deployed("dev");
        azure.State["groups"]!["rg-kencom-dev"]!["deployments"]!["kencom-dev"] = "Running";

        var raced = azure.RunStep($"source {Repository.Infra}/common.sh; source {Repository.Infra}/release.sh; use_environment dev; "
            + "eval \"$(sed -n '/^deploy_infra()/,/^}/p' " + $"{Repository.Infra}/deploy.sh)\"; deploy_infra", new Dictionary<string, string?>(StringComparer.Ordinal));

        raced.ExitCode.Should().NotBe(0);
        raced.Errors.Should().Contain("DeploymentActive");
        raced.Calls.Should().NotContain(call => call.Contains("--method put", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "INF-5")]
    public void Deploy_SignInEndsBetweenSteps_GoesOnAfterSigningInAgain()
    {
        using var azure = new SimulatedAzure("dev");
        var package = azure.Package("one");
        azure.Run("deploy.sh", "dev", "--only", "infra", "--yes").ExitCode.Should().Be(0);
        azure.State["signInEnds"] = (int)azure.State["clock"]!;

        var ended = azure.Run("deploy.sh", "dev", "--only", "code", "--package", package);
        azure.State["signInEnds"] = null;
        var again = azure.Run("deploy.sh", "dev", "--only", "code", "--package", package);

        ended.ExitCode.Should().NotBe(0);
        ended.Errors.Should().Contain("AADSTS700024");
        ended.Changes.Should().BeEmpty();
        again.ExitCode.Should().Be(0, because: again.Errors);
    }

    /// <summary>A token that ends while the package waits for roles to spread: the next try asks for another.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Code_TokenAndRolesAreNotKnownYet_IsTriedAgainWithANewToken()
    {
        using var azure = Deployed("dev");
        azure.State["rejectedTokens"] = 2;
        azure.State["app"]!["rolesKnownAt"] = (int)azure.State["clock"]! + 120;

        var run = azure.Run("deploy.sh", "dev", "--only", "code", "--package", azure.Package("two"));

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Should().Contain(call => call.EndsWith("/api/publish -> 401", StringComparison.Ordinal)).And.Contain(call => call.EndsWith("/api/publish -> 403", StringComparison.Ordinal))
            .And.Contain(call => call.EndsWith("/api/publish -> 202", StringComparison.Ordinal));
        string.Join('\n', run.Calls).Should().NotContain("token-", because: "command lines can be seen by others");
    }

    [Theory]
    [InlineData("[3]", "Package is not a zip")]
    [InlineData("[0, 5]", "gave way to another")]
    [Trait("Rule", "INF-5")]
    public void Code_DeploymentFails_IsSaid(string answers, string said)
    {
        using var azure = Deployed("dev");
        azure.State["publishAnswers"] = JsonNode.Parse(answers);

        var run = azure.Run("deploy.sh", "dev", "--only", "code", "--package", azure.Package("two"));

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain(said);
    }

    /// <summary>The one that knows how it went is gone, which happens at the end: the smoke test has the last word.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Code_DeploymentIsForgotten_CountsAsEnded()
    {
        using var azure = Deployed("dev");
        azure.State["publishAnswers"] = new JsonArray(404, 2, 404);

        azure.Run("deploy.sh", "dev", "--only", "code", "--package", azure.Package("two")).ExitCode.Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "INF-2")]
    public void Web_StandardPlan_AnswersOurFrontDoorOnly()
    {
        using var azure = Deployed("prod");

        var config = azure.State["web"]!["config"]!;

        config["forwardingGateway"]!["requiredHeaders"]!["X-Azure-FDID"]!.ToString().Should().Be("f0000000-0000-0000-0000-00000000000d");
        config["forwardingGateway"]!["allowedForwardedHosts"]!.AsArray().Select(host => (string)host!).Should().BeEquivalentTo("kencom-prod-a1b2c3.z01.azurefd.net", "www.example.jp");
        config["networking"]!["allowedIpRanges"]!.AsArray().Should().ContainSingle();
        config["globalHeaders"]!["X-Frame-Options"]!.ToString().Should().Be("DENY", because: "what the pages bring stays");
    }

    /// <summary>The package is the same everywhere; where staff sign in is the environment's own.</summary>
    [Fact]
    [Trait("Rule", "WEB-7")]
    public void Web_Deployed_TellsTheConsoleWhereStaffSignIn()
    {
        using var azure = Deployed("dev");

        var settings = azure.State["web"]!["staffSettings"]!;

        settings["authority"]!.ToString().Should().Be("https://login.microsoftonline.com/22222222-2222-2222-2222-222222222222/v2.0");
        settings["clientId"]!.ToString().Should().Be("33333333-3333-3333-3333-333333333333");
        settings["scope"]!.ToString().Should().Be("openid profile offline_access api://33333333-3333-3333-3333-333333333333/access_as_user");
    }

    [Fact]
    [Trait("Rule", "INF-5")]
    public void MailDomain_StepByStep_IsVerifiedInOrderOnceItsRecordsArePublished()
    {
        using var azure = Deployed("prod");

        var missing = azure.Run("mail-domain.sh", "prod");
        azure.State["dns"] = JsonNode.Parse("""
            {
              "mail.example.jp TXT": ["ms-domain-verification=1", "v=spf1 include:spf.protection.outlook.com -all"],
              "selector1-azurecomm-prod-net._domainkey.mail.example.jp CNAME": ["selector1-azurecomm-prod-net._domainkey.azurecomm.net."],
              "selector2-azurecomm-prod-net._domainkey.mail.example.jp CNAME": ["selector2-azurecomm-prod-net._domainkey.azurecomm.net."]
            }
            """);
        var verified = azure.Run("mail-domain.sh", "prod");

        missing.ExitCode.Should().NotBe(0);
        missing.Output.Should().Contain("ms-domain-verification=1").And.Contain("MISSING");
        missing.Errors.Should().Contain("4 of the records above are not published yet");
        verified.ExitCode.Should().Be(0, because: verified.Errors);
        azure.State["mailVerification"]!.AsObject().Where(kind => kind.Value!.ToString() == "Verified").Select(kind => kind.Key).Should().BeEquivalentTo("Domain", "SPF", "DKIM", "DKIM2");
        verified.Output.Should().Contain("KENCOM_MAIL_DOMAIN_LINKED=true");
    }

    /// <summary>An environment that was deployed before; that deployment itself is done once for all tests.</summary>
    internal static SimulatedAzure Deployed(string environment) => new(environment) { State = Known.GetOrAdd(environment, Deploy).DeepClone().AsObject() };

    private static JsonObject Deploy(string environment)
    {
        using var azure = new SimulatedAzure(environment);
        var run = azure.Run("deploy.sh", environment, "--package", azure.Package("one"), "--yes");
        run.ExitCode.Should().Be(0, because: run.Errors);
        return azure.State;
    }
}
