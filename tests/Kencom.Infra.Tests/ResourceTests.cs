using System.Text.Json.Nodes;
using Kencom.Core.Storage;

namespace Kencom.Infra.Tests;

/// <summary>What is made (INF-1), compared with what the code uses.</summary>
public class ResourceTests
{
    private const string DataStore = "Microsoft.Storage/storageAccounts";

    private static readonly string[] NeededOnce =
    [
        "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.OperationalInsights/workspaces", "Microsoft.Insights/components",
        "Microsoft.KeyVault/vaults", "Microsoft.Communication/communicationServices", "Microsoft.Communication/emailServices",
        "Microsoft.Communication/emailServices/domains", "Microsoft.Web/serverfarms", "Microsoft.Web/sites", "Microsoft.Web/staticSites",
        "Microsoft.Cdn/profiles", "Microsoft.Cdn/profiles/securityPolicies", "Microsoft.EventGrid/systemTopics", "Microsoft.Insights/actionGroups",
        "Microsoft.Insights/webtests", "Microsoft.Consumption/budgets", $"{DataStore}/managementPolicies",
    ];

    public static TheoryData<string> Environments => [.. Deployment.Environments];

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Resources_EachEnvironment_AreAllThere(string environment)
    {
        var deployment = Deployment.Of(environment);

        deployment.Resources.GroupBy(resource => resource.Type).Where(group => group.Count() == 1).Select(group => group.Key).Should().Contain(NeededOnce);
        deployment.OfType(DataStore).Should().HaveCount(2, because: "the host's own account and the data are apart");
        deployment.Resources.Should().OnlyContain(resource => resource.Id.Contains($"rg-kencom-{environment}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Tables_EachEnvironment_AreTheOnesOfTheCode(string environment) =>
        Names(environment, $"{DataStore}/tableServices/tables").Should().BeEquivalentTo(TableNames.All, because: "infra/names.json lists the tables of the code");

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Queues_EachEnvironment_AreTheOnesOfTheCodeEachWithAPoisonQueue(string environment) =>
        Names(environment, $"{DataStore}/queueServices/queues").Should().BeEquivalentTo(
            QueueNames.All.SelectMany(name => new[] { name, name + QueueNames.PoisonSuffix }), because: "infra/names.json lists the queues of the code");

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Containers_EachEnvironment_AreTheOnesOfTheCodeAndTwoOfThePlatform(string environment)
    {
        var deployment = Deployment.Of(environment);
        var package = deployment.Single("Microsoft.Web/sites")["functionAppConfig.deployment.storage.value"]!.Split('/')[^1].TrimEnd(']', '\'', ')');

        Names(environment, $"{DataStore}/blobServices/containers").Should().BeEquivalentTo(
            [.. ContainerNames.All, "app-package", "undelivered-arrivals"], because: "infra/names.json lists the containers of the code");
        package.Should().Contain("app-package");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void FunctionApp_EachEnvironment_IsIsolatedDotNetOnFlexConsumption(string environment)
    {
        var deployment = Deployment.Of(environment);
        var site = deployment.Single("Microsoft.Web/sites");

        deployment.Single("Microsoft.Web/serverfarms").Json["sku"]!["tier"]!.ToString().Should().Be("FlexConsumption");
        site["functionAppConfig.runtime.name"].Should().Be("dotnet-isolated");
        site["functionAppConfig.runtime.version"].Should().Be("10.0");
        site["functionAppConfig.deployment.storage.authentication.type"].Should().Be("UserAssignedIdentity");
        site.Number("functionAppConfig.scaleAndConcurrency.maximumInstanceCount").Should().BeInRange(40, 1000);
    }

    /// <summary>Settings that other plans need and Flex Consumption refuses.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Settings_EachEnvironment_HoldNoneThatFlexConsumptionRefuses(string environment) =>
        Deployment.Of(environment).Settings().Keys.Should().NotContain(
            name => name.StartsWith("WEBSITE_", StringComparison.Ordinal) || name.StartsWith("FUNCTIONS_", StringComparison.Ordinal)
                || name.StartsWith("SCM_", StringComparison.Ordinal) || name == "TZ");

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    [Trait("Rule", "RST-3")]
    public void Arrivals_EachDropContainer_GoToTheQueueOnceComplete(string environment)
    {
        var deployment = Deployment.Of(environment);
        var subscriptions = deployment.OfType("Microsoft.EventGrid/systemTopics/eventSubscriptions").ToList();

        subscriptions.Select(subscription => subscription["filter.subjectBeginsWith"]).Should().BeEquivalentTo(
            new[] { ContainerNames.Rosters, ContainerNames.Checkups, ContainerNames.ViewingCodes }.Select(name => $"/blobServices/default/containers/{name}/blobs/"));
        foreach (var subscription in subscriptions)
        {
            subscription["deliveryWithResourceIdentity.identity.type"].Should().Be("SystemAssigned");
            subscription["deliveryWithResourceIdentity.destination.endpointType"].Should().Be("StorageQueue");
            subscription["deliveryWithResourceIdentity.destination.properties.queueName"].Should().Be(QueueNames.FileArrivals);
            subscription["deadLetterWithResourceIdentity.deadLetterDestination.properties.blobContainerName"].Should().Be("undelivered-arrivals");
            subscription["eventDeliverySchema"].Should().Be("CloudEventSchemaV1_0");
            subscription["filter.subjectEndsWith"].Should().Be(".csv");
            subscription.Properties["filter"]!["includedEventTypes"]!.AsArray().Select(type => (string)type!).Should().Equal("Microsoft.Storage.BlobCreated");
            var complete = subscription.Properties["filter"]!["advancedFilters"]!.AsArray().Should().ContainSingle().Subject!;
            ((string)complete["key"]!).Should().Be("data.api");
            complete["values"]!.AsArray().Select(value => (string)value!).Should().BeEquivalentTo("PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose");
        }
    }

    /// <summary>Event Grid and our own sender write base64; the host must be told to read it.</summary>
    [Fact]
    [Trait("Rule", "RST-3")]
    public void HostJson_QueueMessages_AreBase64() =>
        ((string)JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["queues"]!["messageEncoding"]!).Should().Be("base64");

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "RST-11")]
    public void Lifecycle_DroppedFiles_AreGoneAfterThirtyDaysTheRecycleBinIncluded(string environment)
    {
        var deployment = Deployment.Of(environment);
        var rules = deployment.Single($"{DataStore}/managementPolicies").Properties["policy"]!["rules"]!.AsArray();
        var drops = rules.Single(rule => (string)rule!["name"]! == "delete-drops")!["definition"]!;
        var recycleBin = deployment.OfType($"{DataStore}/blobServices").Single(service => service.Name.Contains("data/", StringComparison.Ordinal)).Number("deleteRetentionPolicy.days");

        drops["filters"]!["prefixMatch"]!.AsArray().Select(prefix => (string)prefix!).Should().BeEquivalentTo(
            $"{ContainerNames.Rosters}/", $"{ContainerNames.Checkups}/", $"{ContainerNames.ViewingCodes}/");
        foreach (var part in new[] { "baseBlob", "version", "snapshot" })
        {
            var age = (int)drops["actions"]![part]!["delete"]!["daysAfterCreationGreaterThan"]!;
            (age + recycleBin + 2).Should().BeInRange(recycleBin + 3, 30, because: $"a {part} may take a day a step");
        }
    }

    /// <summary>The applied state of a roster must not age away: only its old versions do.</summary>
    [Fact]
    [Trait("Rule", "RST-4")]
    public void Lifecycle_RosterState_IsNeverDeleted() =>
        Deployment.Of("prod").Single($"{DataStore}/managementPolicies").Properties["policy"]!["rules"]!.AsArray()
            .Where(rule => rule!["definition"]!["actions"]!["baseBlob"] is not null)
            .SelectMany(rule => rule!["definition"]!["filters"]!["prefixMatch"]!.AsArray())
            .Select(prefix => (string)prefix!).Should().NotContain(prefix => $"{ContainerNames.RosterWork}/".StartsWith(prefix, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void FrontDoor_EachEnvironment_ServesFrontEndAndApiOnOneHost(string environment)
    {
        var routes = Deployment.Of(environment).OfType("Microsoft.Cdn/profiles/afdEndpoints/routes").ToDictionary(
            route => route.OwnName, route => route.Properties["patternsToMatch"]!.AsArray().Select(pattern => (string)pattern!).ToArray(), StringComparer.Ordinal);

        routes["api"].Should().BeEquivalentTo("/api", "/api/*");
        routes["web"].Should().BeEquivalentTo("/*");
        routes.Should().HaveCount(2);
    }

    [Fact]
    [Trait("Rule", "INF-1")]
    public void MailDomain_BeforeItIsVerified_IsNotLinked()
    {
        var unverified = Deployment.Of("prod", infra => infra.Replace("environments/prod.bicepparam", "bool(readEnvironmentVariable('KENCOM_MAIL_DOMAIN_LINKED', 'false'))", "false"));

        unverified.Single("Microsoft.Communication/communicationServices").Properties["linkedDomains"]!.AsArray().Should().BeEmpty();
        unverified.OfType("Microsoft.Communication/emailServices/domains/senderUsernames").Should().BeEmpty();
        Deployment.Of("prod").Single("Microsoft.Communication/communicationServices").Properties["linkedDomains"]!.AsArray().Should().ContainSingle();
        Deployment.Of("prod").OfType("Microsoft.Communication/emailServices/domains/senderUsernames").Should().ContainSingle();
    }

    [Theory]
    [InlineData("dev", "5", "10")]
    [InlineData("stg", "30", "100")]
    [InlineData("prod", "30", "100")]
    [Trait("Rule", "MAIL-2")]
    public void MailBudget_EachEnvironment_IsTheQuotaOfItsDomain(string environment, string perMinute, string perHour)
    {
        var settings = Deployment.Of(environment).Settings();

        settings["Mail__PerMinute"].Should().Be(perMinute);
        settings["Mail__PerHour"].Should().Be(perHour);
    }

    private static IEnumerable<string> Names(string environment, string type) => Deployment.Of(environment).OfType(type).Select(resource => resource.OwnName);
}
