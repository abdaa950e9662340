using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kencom.Core.Storage;

namespace Kencom.Infra.Tests;

/// <summary>Who may do what (INF-2): exactly the list of infra/README.md, nothing broader and nothing more.</summary>
public partial class RoleTests
{
    private const string TableEntities = "kencom table entities";
    private const string AuditAppender = "kencom audit appender";

    public static TheoryData<string> Environments => [.. Deployment.Environments];

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-2")]
    public void RoleAssignments_EachEnvironment_AreExactlyTheNeededOnes(string environment)
    {
        var deployment = Deployment.Of(environment);

        Assignments(deployment).Should().BeEquivalentTo(
        [
            new("app", "Storage Blob Data Owner", "host account"),
            new("app", "Storage Table Data Contributor", "host account"),
            .. TableNames.All.Select(table => new Grant("app", table == TableNames.AuditLog ? AuditAppender : TableEntities, $"table {table}")),
            .. ContainerNames.All.Select(container => new Grant("app", "Storage Blob Data Contributor", $"container {container}")),
            new("app", "Storage Queue Data Contributor", "data account"),
            new("app", "Storage Blob Delegator", "data account"),
            new("app", "Key Vault Secrets User", "vault"),
            new("app", "Monitoring Metrics Publisher", "Application Insights"),
            new("app", "Communication and Email Service Owner", "communication service"),
            new("Event Grid", "Storage Queue Data Message Sender", $"queue {QueueNames.FileArrivals}"),
            new("Event Grid", "Storage Blob Data Contributor", "container undelivered-arrivals"),
            new("operators", "Storage Queue Data Message Processor", "data account"),
            new("operators", "Storage Queue Data Message Sender", "data account"),
        ]);
    }

    [Fact]
    [Trait("Rule", "INF-2")]
    public void RoleAssignments_ABroaderOneIsAdded_AreNoLongerTheNeededOnes()
    {
        var changed = Deployment.Of("dev", infra => infra.Replace("modules/vault.bicep", "'Key Vault Secrets User'", "'Storage Blob Data Owner'"));

        Assignments(changed).Should().Contain(new Grant("app", "Storage Blob Data Owner", "vault"));
    }

    [Fact]
    [Trait("Rule", "INF-2")]
    public void RoleAssignments_Readme_ListsThemAll()
    {
        var documented = TableRow().Matches(Repository.Read("infra", "README.md")).Select(row => (row.Groups["who"].Value, row.Groups["role"].Value)).Distinct();
        var made = Assignments(Deployment.Of("prod")).Concat(Assignments(Deployment.OfBootstrap("prod"))).Select(grant => (grant.Who, grant.Role)).Distinct();

        documented.Should().BeEquivalentTo(made);
    }

    /// <summary>Without a group of operators nobody but the machines gets a role.</summary>
    [Fact]
    [Trait("Rule", "INF-2")]
    public void RoleAssignments_NoOperators_AreOfMachinesOnly()
    {
        var deployment = Deployment.Of("dev", infra => infra.Replace("environments/dev.bicepparam", "'KENCOM_OPERATORS_GROUP_ID'", "'KENCOM_NOT_SET'"));

        deployment.OfType("Microsoft.Authorization/roleAssignments").Should().OnlyContain(assignment => assignment["principalType"] == "ServicePrincipal");
    }

    /// <summary>The audit log cannot be changed by the application (STF-2): its role can add and read, and there is no other on that table.</summary>
    [Fact]
    [Trait("Rule", "STF-2")]
    public void AuditAppender_DataActions_NeitherChangeNorDelete() =>
        DataActions("auditAppender").Should().BeEquivalentTo("read", "add/action");

    [Fact]
    [Trait("Rule", "INF-2")]
    public void TableEntities_DataActions_AreOnRowsOnly() =>
        DataActions("tableEntities").Should().BeEquivalentTo("read", "add/action", "update/action", "write", "delete");

    /// <summary>The workflow can hand out every role that main.bicep needs, and none with which it could raise itself.</summary>
    [Fact]
    [Trait("Rule", "INF-2")]
    public void Deployer_Condition_AllowsExactlyTheRolesOfTheTemplate()
    {
        var condition = Deployment.OfBootstrap("prod").OfType("Microsoft.Authorization/roleAssignments").Single(assignment => assignment["condition"] is not null)["condition"]!;
        var lists = GuidList().Matches(condition).Select(match => match.Groups["ids"].Value.Split(", ").ToHashSet(StringComparer.Ordinal)).ToList();

        lists.Should().HaveCount(2, because: "writing and deleting are both limited");
        foreach (var allowed in lists)
        {
            allowed.Should().BeEquivalentTo(Deployment.Of("prod").OfType("Microsoft.Authorization/roleAssignments").Select(RoleId).Distinct());
        }
    }

    /// <summary>With a role of the app the workflow's own identity could read keys and members: it may give them to others only.</summary>
    [Fact]
    [Trait("Rule", "INF-2")]
    public void Deployer_Condition_GivesTheWorkflowsOwnIdentitiesNothing()
    {
        var condition = Deployment.OfBootstrap("prod").OfType("Microsoft.Authorization/roleAssignments").Single(assignment => assignment["condition"] is not null)["condition"]!;

        condition.Should().Contain("roleAssignments:RoleDefinitionId] {0} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalId] {1}', 'ForAnyOfAnyValues:GuidEquals {");
        OwnIds().Match(condition).Groups["ids"].Value.Should().Contain("id-kencom-deploy-prod").And.Contain("id-kencom-preview-prod", because: "Azure gives their ids out as it makes them");
    }

    [Fact]
    [Trait("Rule", "INF-2")]
    public void Workflow_Identities_AreGitHubsEachForItsEnvironmentOnly()
    {
        var credentials = Deployment.OfBootstrap("prod").OfType("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials").ToList();

        credentials.Should().OnlyContain(credential => credential["issuer"] == "https://token.actions.githubusercontent.com");
        credentials.Select(credential => (credential.Name.Split('/')[0], credential["subject"])).Should().BeEquivalentTo(
            [("id-kencom-deploy-prod", "repo:owner/name:environment:prod"), ("id-kencom-preview-prod", "repo:owner/name:environment:prod-preview")]);
    }

    /// <summary>What-if runs before the approval: its identity must not be able to change anything.</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Preview_Role_ReadsOnly() =>
        Actions("previewer").Should().BeEquivalentTo("*/read", "Microsoft.Resources/deployments/whatIf/action", "Microsoft.Resources/deployments/validate/action");

    private static IEnumerable<string> DataActions(string role) =>
        Permissions(role, "dataActions").Select(action => action.Replace("Microsoft.Storage/storageAccounts/tableServices/tables/entities/", string.Empty, StringComparison.Ordinal));

    private static IEnumerable<string> Actions(string role) => Permissions(role, "actions");

    private static IEnumerable<string> Permissions(string role, string kind) =>
        Deployment.OfBootstrap("prod").OfType("Microsoft.Authorization/roleDefinitions")
            .Single(definition => definition["roleName"]!.StartsWith(CustomRoles[role]!.ToString(), StringComparison.Ordinal))
            .Properties["permissions"]!.AsArray().Single()![kind]!.AsArray().Select(action => (string)action!);

    private static JsonObject CustomRoles => RolesFile["custom"]!.AsObject();

    private static JsonNode RolesFile => JsonNode.Parse(Repository.Read("infra", "roles.json"))!;

    private static List<Grant> Assignments(Deployment deployment)
    {
        var definitions = Deployment.OfBootstrap(deployment.Environment).OfType("Microsoft.Authorization/roleDefinitions")
            .ToDictionary(definition => definition.OwnName, definition => definition["roleName"]!.Split(" (")[0], StringComparer.Ordinal);
        foreach (var (name, id) in RolesFile["builtIn"]!.AsObject())
        {
            definitions.Add((string)id!, name);
        }

        return [.. deployment.OfType("Microsoft.Authorization/roleAssignments").Select(assignment => new Grant(Who(assignment), definitions[RoleId(assignment)], Scope(assignment.Id)))];
    }

    private static string RoleId(Resource assignment) => assignment["roleDefinitionId"]!.Split('/')[^1];

    private static string Who(Resource assignment) => assignment["principalId"]! switch
    {
        var principal when principal.Contains("Microsoft.EventGrid/systemTopics", StringComparison.Ordinal) => "Event Grid",
        var principal when principal.Contains("id-kencom-deploy-", StringComparison.Ordinal) => "workflow",
        var principal when principal.Contains("id-kencom-preview-", StringComparison.Ordinal) => "preview",
        var principal when principal.Contains("Microsoft.ManagedIdentity/userAssignedIdentities", StringComparison.Ordinal) => "app",
        _ when assignment["principalType"] == "Group" => "operators",
        var principal => principal,
    };

    private static string Scope(string id)
    {
        var scope = id[..id.LastIndexOf("/providers/Microsoft.Authorization/", StringComparison.Ordinal)];
        var parts = scope.Split('/');
        return parts[^2] switch
        {
            "tables" => $"table {parts[^1]}",
            "queues" => $"queue {parts[^1]}",
            "containers" => $"container {parts[^1]}",
            "storageAccounts" => parts[^1].EndsWith("host", StringComparison.Ordinal) ? "host account" : "data account",
            "vaults" => "vault",
            "components" => "Application Insights",
            "communicationServices" => "communication service",
            _ => scope,
        };
    }

    [GeneratedRegex(@"^\| (?<who>app|Event Grid|operators|workflow|preview) \| (?<role>[^|]+?) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"GuidEquals \{(?<ids>[^}]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex GuidList();

    [GeneratedRegex(@"ForAnyOfAllValues:GuidNotEquals \{\{\{0\}\}\}', join\(createArray\((?<ids>.+?)\), ', '\)", RegexOptions.ExplicitCapture)]
    private static partial Regex OwnIds();

    private sealed record Grant(string Who, string Role, string Scope);
}
