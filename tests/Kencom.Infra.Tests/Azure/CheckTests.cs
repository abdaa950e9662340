using System.Text.Json.Nodes;

namespace Kencom.Infra.Tests.Azure;

/// <summary>What can stop a deployment is said before anything is made, all at once (INF-5).</summary>
public sealed class CheckTests
{
    private const string Guid = "55555555-5555-5555-5555-555555555555";

    /// <summary>What stands in the way, and what is said about it.</summary>
    private static readonly Dictionary<string, (Action<SimulatedAzure> Arrange, string Said)> Obstacles = new(StringComparer.Ordinal)
    {
        ["old az"] = (azure => azure.State["az"] = "2.75.0", "az is 2.75.0, at least 2.76.0 is needed"),
        ["nobody signed in"] = (azure => azure.State["signedIn"] = false, "nobody is signed in"),
        ["sign-in has ended"] = (azure => azure.State["signInEnds"] = 0, "the sign-in has ended"),
        ["disabled subscription"] = (azure => azure.State["subscription"]!["state"] = "Disabled", "is Disabled"),
        ["another subscription"] = (azure => azure.Variables["KENCOM_SUBSCRIPTION_ID"] = Guid, $"but prod belongs to {Guid}"),
        ["reader"] = (azure => azure.State["permissions"] = JsonNode.Parse("""[{ "actions": ["*/read"], "notActions": [] }]"""), "may not deploy"),
        ["contributor"] = (azure => azure.State["permissions"] = JsonNode.Parse("""[{ "actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"] }]"""), "it takes Owner"),
        ["workflow before the owner"] = (azure => azure.SignInAsWorkflow(), "an owner must run infra/deploy.sh prod --only bootstrap"),
        ["somebody else's group"] = (azure => azure.State["groups"]!["rg-kencom-prod"] = JsonNode.Parse("""
            {"location":"japaneast","tags":{},"resources":[{"id":"/x","name":"their-shop","type":"Microsoft.Web/sites","tags":null}]}
            """), "was made by somebody else and holds their-shop"),
        ["group elsewhere"] = (azure => azure.State["groups"]!["rg-kencom-prod"] = JsonNode.Parse("""{"location":"eastus","tags":{},"resources":[]}"""), "lies in eastus, not in japaneast"),
        ["region without Flex Consumption"] = (azure => azure.Variables["KENCOM_LOCATION"] = "japanwest", "Flex Consumption is not to be had in japanwest"),
        ["no room for storage"] = (azure => azure.State["storageAccounts"] = 249, "takes 1 more storage accounts"),
        ["another deployment"] = (
            azure => azure.State["groups"]!["rg-kencom-prod"] = JsonNode.Parse("""{"location":"japaneast","tags":{"kencom-environment":"prod"},"resources":[],"deployments":{"kencom-prod":"Running"}}"""),
            "another deployment of rg-kencom-prod is under way"),
        ["empty host name"] = (azure => azure.Variables["KENCOM_HOST_NAME"] = "", "KENCOM_HOST_NAME is not a host name: ''"),
        ["host name with scheme"] = (azure => azure.Variables["KENCOM_HOST_NAME"] = "https://www.example.jp", "KENCOM_HOST_NAME is not a host name"),
        ["nobody to be told"] = (azure => azure.Variables["KENCOM_ALERT_ADDRESSES"] = "", "nobody would be told"),
        ["address without domain"] = (azure => azure.Variables["KENCOM_ALERT_ADDRESSES"] = "ops@example.jp,,oncall", "has 'oncall', which is no mail address"),
        ["id that is none"] = (azure => azure.Variables["KENCOM_STAFF_CLIENT_ID"] = "kencom", "KENCOM_STAFF_CLIENT_ID is not an id: 'kencom'"),
        ["network too small"] = (azure => azure.Variables["KENCOM_INSURER_NETWORKS"] = "203.0.113.0/24,203.0.113.7/32", "has '203.0.113.7/32': storage takes IPv4 networks up to /30"),
        ["neither true nor false"] = (azure => azure.Variables["KENCOM_MAIL_DOMAIN_LINKED"] = "yes", "KENCOM_MAIL_DOMAIN_LINKED is neither true nor false"),
        ["certificate forbidden"] = (azure => azure.State["dns"]!["example.jp CAA"] = new JsonArray("0 issue letsencrypt.org"), "CAA of example.jp allows only 0 issue letsencrypt.org"),
        ["live without DNS"] = (azure => azure.Variables["KENCOM_HOST_NAME_LIVE"] = "true", "but www.example.jp has no CNAME"),
    };

    public static TheoryData<string> ObstacleNames => [.. Obstacles.Keys];

    [Theory]
    [MemberData(nameof(ObstacleNames))]
    [Trait("Rule", "INF-5")]
    public void Check_Obstacle_IsSaidAndNothingChanges(string obstacle)
    {
        using var azure = new SimulatedAzure("prod");
        Obstacles[obstacle].Arrange(azure);

        var run = azure.Run("deploy.sh", "prod", "--check");

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain(Obstacles[obstacle].Said).And.Contain("Nothing was changed.");
        run.Changes.Should().BeEmpty();
    }

    /// <summary>One look tells all: nobody has to try again for each.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Check_SeveralObstacles_AreSaidAtOnce()
    {
        using var azure = new SimulatedAzure("prod");
        string[] several = ["old az", "contributor", "nobody to be told", "certificate forbidden"];
        foreach (var obstacle in several)
        {
            Obstacles[obstacle].Arrange(azure);
        }

        var run = azure.Run("deploy.sh", "prod", "--yes", "--package", azure.Package("one"));

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().ContainAll(several.Select(obstacle => Obstacles[obstacle].Said)).And.Contain("problem(s), see above");
        run.Changes.Should().BeEmpty(because: "a deployment begins with the same look");
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    [Trait("Rule", "INF-5")]
    public void Check_NothingInTheWay_EndsWellAndChangesNothing(string environment)
    {
        using var azure = new SimulatedAzure(environment);
        var before = azure.State["groups"]!.ToJsonString() + azure.State["providers"]!.ToJsonString();

        var run = azure.Run("deploy.sh", environment, "--check");

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Errors.Should().Contain("will be registered: Microsoft.App").And.NotContain("PROBLEM");
        run.Changes.Should().BeEmpty();
        (azure.State["groups"]!.ToJsonString() + azure.State["providers"]!.ToJsonString()).Should().Be(before);
    }

    /// <summary>The real compiler resolves the real parameters: what contradicts is found without asking Azure.</summary>
    [Theory]
    [InlineData("ops@example.jp", "nothing stands in the way")]
    [InlineData("ops@example.jp,", "alerts: emailAddresses has nobody, or somebody without an address")]
    [Trait("Rule", "INF-5")]
    public void Check_Parameters_AreResolvedByTheCompiler(string addresses, string said)
    {
        Assert.SkipWhen(Bicep.Location is null, "No Bicep compiler.");
        using var azure = new SimulatedAzure("prod");
        azure.Variables["REAL_BICEP"] = Bicep.Location;
        azure.Variables["KENCOM_ALERT_ADDRESSES"] = addresses;

        var run = azure.Run("deploy.sh", "prod", "--check");

        run.ExitCode.Should().Be(addresses.EndsWith(',') ? 1 : 0, because: run.Errors);
        run.Errors.Should().Contain(said);
        Directory.EnumerateFiles(Path.Combine(Repository.Infra, "environments")).Should().NotContain(file => file.Contains("snapshot", StringComparison.Ordinal));
    }
}
