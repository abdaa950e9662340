using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kencom.Infra.Tests.Azure;

namespace Kencom.Infra.Tests;

/// <summary>The scripts (INF-3), in a simulated subscription; deployments as a whole are in <see cref="DeploymentTests"/>.</summary>
public partial class ScriptTests
{
    public static TheoryData<string> Scripts => [.. Directory.EnumerateFiles(Repository.Infra, "*.sh").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    [Trait("Rule", "INF-3")]
    public void Script_Syntax_IsValid(string script)
    {
        RequireBash();
        Command.Run("bash", ["-n", Path.Combine(Repository.Infra, script)]).Errors.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Scripts_Shellcheck_SaysNothing()
    {
        Assert.SkipWhen(Command.Find("shellcheck") is null, "No shellcheck on the PATH.");
        var result = Command.Run("shellcheck", Directory.EnumerateFiles(Repository.Infra, "*.sh"));
        (result.Output + result.Errors).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_WhatIf_ChangesNothing()
    {
        using var azure = DeploymentTests.Deployed("prod");
        var before = azure.State["groups"]!.ToJsonString();
        azure.State["permissions"] = JsonNode.Parse("""[{ "actions": ["*/read", "Microsoft.Resources/deployments/whatIf/action", "Microsoft.Resources/deployments/validate/action"], "notActions": [] }]""");

        var run = azure.Run("deploy.sh", "prod", "--what-if");

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Output.Should().Contain("NoChange");
        run.Changes.Should().BeEmpty();
        azure.State["groups"]!.ToJsonString().Should().Be(before);
    }

    /// <summary>What would change is shown before it is done, and somebody agrees (INF-3).</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_NobodyAgrees_ShowsAndChangesNoInfrastructure()
    {
        using var azure = DeploymentTests.Deployed("dev");

        var run = azure.Run("deploy.sh", "dev", "--only", "infra");

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain("NoChange").And.Contain("read the what-if above and say --yes");
        run.Changes.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_Secrets_AreRandomAndOnNoCommandLine()
    {
        using var azure = DeploymentTests.Deployed("dev");
        azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!.AsObject().Clear();

        var run = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");

        run.ExitCode.Should().Be(0, because: run.Errors);
        var secrets = azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!.AsObject().Select(secret => (string)secret.Value!).ToArray();
        secrets.Should().HaveCount(3).And.OnlyHaveUniqueItems().And.OnlyContain(secret => Convert.FromBase64String(secret).Length == 32);
        string.Join('\n', run.Calls).Should().NotContainAny(secrets, because: "command lines can be seen by others");
        (run.Output + run.Errors).Should().NotContainAny(secrets);
    }

    /// <summary>"I may not look" is not "there is none".</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_VaultDoesNotTell_MakesNoHashKey()
    {
        using var azure = DeploymentTests.Deployed("dev");
        azure.State["vaultIsSilent"] = true;

        var run = azure.Run("deploy.sh", "dev", "--only", "infra", "--yes");

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain("cannot tell");
        run.Calls.Should().NotContain(call => call.Contains("--method put", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("production")]
    [InlineData("prod", "--force")]
    [InlineData("prod", "--only", "everything")]
    [InlineData("prod", "--only", "code", "--package", "no-such-folder")]
    [Trait("Rule", "INF-3")]
    public void Deploy_WrongArguments_EndsBeforeAnythingIsAsked(params string[] arguments)
    {
        using var azure = new SimulatedAzure("prod");

        var run = azure.Run("deploy.sh", arguments);

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain("error:");
        run.Calls.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void RotateHashKey_TwoExist_MakesTheThird()
    {
        using var azure = DeploymentTests.Deployed("dev");
        azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!["hash-key-2"] = "second";

        var run = azure.Run("rotate-key.sh", "dev", "hash");

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Changes.Should().ContainSingle().Which.Should().Contain("/secrets/hash-key-3?");
        azure.Resource("Microsoft.KeyVault/vaults")["secrets"]!["hash-key-2"]!.ToString().Should().Be("second");
    }

    /// <summary>Whatever the registration was before, it ends the same, and what others added stays (STF-1).</summary>
    [Fact]
    [Trait("Rule", "INF-3"), Trait("Rule", "STF-1")]
    public void StaffApp_MadeAndRepeated_HasRolesScopeAndOnlyTheConsolesAddresses()
    {
        using var azure = new SimulatedAzure("prod");
        azure.State["subscription"]!["tenantId"] = "22222222-2222-2222-2222-222222222222";
        azure.Variables["KENCOM_STAFF_CLIENT_ID"] = "00000000-0000-0000-0000-000000000000"; // Not known yet, as in infra/README.md.

        var made = azure.Run("staff-app.sh", "prod");

        made.ExitCode.Should().Be(0, because: made.Errors);
        var app = azure.State["directory"]!["applications"]!.AsArray().Should().ContainSingle().Subject!;
        var client = (string)app["appId"]!;
        made.Output.Should().Be($"KENCOM_STAFF_TENANT_ID=22222222-2222-2222-2222-222222222222\nKENCOM_STAFF_CLIENT_ID={client}\n");
        app["appRoles"]!.AsArray().Select(role => (string)role!["value"]!).Should().Equal("Support", "Operator");
        app["identifierUris"]!.AsArray().Select(uri => (string)uri!).Should().Equal($"api://{client}");
        ((int)app["api"]!["requestedAccessTokenVersion"]!).Should().Be(2);
        var scope = app["api"]!["oauth2PermissionScopes"]!.AsArray().Should().ContainSingle().Subject!;
        ((string)scope["value"]!).Should().Be("access_as_user");
        app["api"]!["preAuthorizedApplications"]![0]!["delegatedPermissionIds"]![0]!.ToString().Should().Be((string)scope["id"]!);
        app["spa"]!["redirectUris"]!.AsArray().Select(uri => (string)uri!).Should().Equal("https://www.example.jp/staff/signed-in", "https://www.example.jp/staff");
        ((bool)azure.State["directory"]!["servicePrincipals"]![0]!["appRoleAssignmentRequired"]!).Should().BeTrue();

        app["appRoles"]!.AsArray().Add(JsonNode.Parse("""{"id":"7","value":"Auditor","isEnabled":true}"""));
        var before = azure.State["directory"]!.ToJsonString();
        app["spa"]!["redirectUris"]!.AsArray().Add("https://attacker.example/");
        azure.Variables["KENCOM_STAFF_CLIENT_ID"] = client;
        var repeated = azure.Run("staff-app.sh", "prod");

        repeated.ExitCode.Should().Be(0, because: repeated.Errors);
        repeated.Output.Should().Be(made.Output);
        azure.State["directory"]!.ToJsonString().Should().Be(before);
    }

    /// <summary>The host of dev is known once Front Door has named it.</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void StaffApp_OfDev_GetsTheConsolesAddressesAfterTheFirstDeployment()
    {
        using var azure = DeploymentTests.Deployed("dev");
        azure.State["subscription"]!["tenantId"] = "22222222-2222-2222-2222-222222222222";
        azure.Variables["KENCOM_STAFF_CLIENT_ID"] = null;
        var deployed = azure.State["groups"]!.DeepClone();
        azure.State["groups"] = new JsonObject();

        var before = azure.Run("staff-app.sh", "dev");
        before.ExitCode.Should().Be(0, because: before.Errors);
        before.Errors.Should().Contain("run this again after its first deployment");
        azure.State["directory"]!["applications"]![0]!["spa"]!["redirectUris"]!.AsArray().Should().BeEmpty();

        azure.State["groups"] = deployed;
        azure.Run("staff-app.sh", "dev").Output.Should().Be(before.Output);
        azure.State["directory"]!["applications"]!.AsArray().Should().ContainSingle().Which!["spa"]!["redirectUris"]!.AsArray().Select(uri => (string)uri!)
            .Should().Equal("https://kencom-dev-a1b2c3.z01.azurefd.net/staff/signed-in", "https://kencom-dev-a1b2c3.z01.azurefd.net/staff");
    }

    /// <summary>Of a registration that was made by hand, ids stay: people have been given its roles by them.</summary>
    [Fact]
    [Trait("Rule", "INF-3"), Trait("Rule", "STF-1")]
    public void StaffApp_MadeByHand_KeepsItsIdsAndGetsWhatIsMissing()
    {
        using var azure = new SimulatedAzure("prod");
        azure.State["subscription"]!["tenantId"] = "22222222-2222-2222-2222-222222222222";
        azure.State["directory"] = JsonNode.Parse("""
            {
              "servicePrincipals": [],
              "applications": [{
                "id": "object", "appId": "33333333-3333-3333-3333-333333333333", "identifierUris": [], "spa": { "redirectUris": [] },
                "appRoles": [{ "id": "by-hand", "value": "Operator", "isEnabled": true }],
                "api": { "requestedAccessTokenVersion": null, "oauth2PermissionScopes": [{ "id": "scope-by-hand", "value": "access_as_user", "isEnabled": true }], "preAuthorizedApplications": [] }
              }]
            }
            """);

        var run = azure.Run("staff-app.sh", "prod");

        run.ExitCode.Should().Be(0, because: run.Errors);
        var app = azure.State["directory"]!["applications"]!.AsArray().Should().ContainSingle().Subject!;
        app["appRoles"]!.AsArray().Select(role => ((string)role!["value"]!, (string)role["id"]!)).Should().HaveCount(2).And.Contain(("Operator", "by-hand"));
        app["api"]!["preAuthorizedApplications"]![0]!["delegatedPermissionIds"]![0]!.ToString().Should().Be("scope-by-hand");
        ((int)app["api"]!["requestedAccessTokenVersion"]!).Should().Be(2);
    }

    [Theory]
    [InlineData("22222222-2222-2222-2222-222222222222", true, "cannot tell")]
    [InlineData("22222222-2222-2222-2222-222222222222", false, "there is no app registration 33333333")]
    [InlineData("55555555-5555-5555-5555-555555555555", false, "az login --tenant 22222222")]
    [Trait("Rule", "INF-3")]
    public void StaffApp_WrongTenantNoRightOrUnknownId_MakesNothing(string tenant, bool silent, string said)
    {
        using var azure = new SimulatedAzure("prod");
        azure.State["subscription"]!["tenantId"] = tenant;
        azure.State["directoryIsSilent"] = silent;

        var run = azure.Run("staff-app.sh", "prod");

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain(said);
        run.Calls.Should().NotContain(call => call.Contains("--method patch", StringComparison.Ordinal));
    }

    /// <summary>What is deployed is published by one command in one place: for Linux, from the lock files, with the real mail package.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Publish_Command_StandsOnceAndKeepsToTheLockFiles()
    {
        var published = Directory.EnumerateFiles(Repository.Infra, "*.sh").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, ".github", "workflows")))
            .SelectMany(File.ReadLines).Where(line => line.Contains("dotnet publish", StringComparison.Ordinal) && !line.TrimStart().StartsWith('#'));

        published.Should().ContainSingle().Which.Should().ContainAll("--runtime linux-x64", "--self-contained false", "CI=true ", "-p:MailPackage=true", "--configuration Release");
    }

    /// <summary>The commands of the handbook can at least be read by the shell.</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Readme_Commands_AreValidShellAndTheirScriptsExist()
    {
        RequireBash();
        var readme = Repository.Read("infra", "README.md");
        var blocks = ShellBlock().Matches(readme).Select(match => match.Groups["code"].Value).ToList();

        blocks.Should().HaveCountGreaterThan(5);
        foreach (var block in blocks)
        {
            Command.Run("bash", ["-n"], input: block).Should().BeEquivalentTo(new { ExitCode = 0, Errors = string.Empty }, because: block);
            ScriptName().Matches(block).Select(match => match.Value).Should().NotContain(script => !File.Exists(Path.Combine(Repository.Root, script)));
        }
    }

    private static void RequireBash() => Assert.SkipWhen(OperatingSystem.IsWindows() || Command.Find("bash") is null, "No bash on this machine.");

    [GeneratedRegex(@"(?<=az storage message )(put|delete)", RegexOptions.ExplicitCapture)]
    private static partial Regex PutOrDelete();

    [GeneratedRegex(@"```bash\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"infra/[\w-]+\.sh")]
    private static partial Regex ScriptName();
}
