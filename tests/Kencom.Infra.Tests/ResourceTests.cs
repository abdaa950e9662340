using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kencom.Core.Storage;

namespace Kencom.Infra.Tests;

/// <summary>What is made (INF-1), compared with what the code uses.</summary>
public partial class ResourceTests
{
    private const string DataStore = "Microsoft.Storage/storageAccounts";

    private static readonly string[] NeededOnce =
    [
        "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.OperationalInsights/workspaces", "Microsoft.Insights/components",
        "Microsoft.KeyVault/vaults", "Microsoft.Communication/communicationServices", "Microsoft.Communication/emailServices",
        "Microsoft.Communication/emailServices/domains", "Microsoft.Web/serverfarms", "Microsoft.Web/sites", "Microsoft.Web/staticSites",
        "Microsoft.Cdn/profiles", "Microsoft.Cdn/profiles/securityPolicies", "Microsoft.EventGrid/systemTopics", "Microsoft.Insights/actionGroups",
        "Microsoft.Insights/webtests", $"{DataStore}/managementPolicies",
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

    /// <summary>One property that Flex Consumption does not know, and it refuses the site (azure-cli issue 31414): these it takes.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void SiteConfig_EachEnvironment_HoldsOnlyWhatFlexConsumptionTakes(string environment) =>
        Deployment.Of(environment).Single("Microsoft.Web/sites").Properties["siteConfig"]!.AsObject().Select(property => property.Key).Should().BeSubsetOf(
            JsonNode.Parse(Repository.Read("tests", "Kencom.Infra.Tests", "Azure", "flex-site-config.json"))!.AsArray().Select(name => (string)name!));

    /// <summary>Scripts find each thing by its part (INF-5): all that can have tags has them, and of what is looked for there is one.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-5")]
    public void Tags_EachEnvironment_TellPartAndEnvironment(string environment)
    {
        var tagged = Deployment.Of(environment).Resources.Where(resource => resource.Json["location"] is not null).ToList();
        var parts = tagged.Where(resource => resource.Json["tags"] is JsonObject).Select(resource => (string)resource.Json["tags"]!["kencom-part"]!).ToList();

        tagged.Where(resource => resource.Json["tags"] is JsonObject tags ? (string?)tags["kencom-environment"] != environment : !ReadinessTags().IsMatch((string?)resource.Json["tags"] ?? ""))
            .Should().BeEmpty();
        parts.Should().NotContainNulls();
        var lookedFor = Directory.EnumerateFiles(Repository.Infra, "*.sh").SelectMany(script => LookedFor().Matches(File.ReadAllText(script))).Select(match => match.Groups["part"].Value).Distinct().ToList();
        lookedFor.Should().HaveCountGreaterThan(5);
        foreach (var part in lookedFor)
        {
            parts.Should().ContainSingle(name => name == part, because: "a script looks for it");
        }
    }

    /// <summary>Azure registers what a template has resources of, and not what a subnet only delegates to (Azure/bicep issue 16340).</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Providers_AllThatIsMade_AreRegisteredBeforehand() =>
        JsonNode.Parse(Repository.Read("infra", "providers.json"))!.AsArray().Select(name => (string)name!).Should().BeEquivalentTo(
            Deployment.Of("prod").Resources.Concat(Deployment.OfBootstrap("prod").Resources).Select(resource => resource.Type.Split('/')[0])
                .Concat(["Microsoft.App", "Microsoft.Consumption"]).Distinct());

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
            subscription.Properties["filter"]!["includedEventTypes"]!.AsArray().Select(type => (string)type!).Should().Equal("Microsoft.Storage.BlobCreated");
            var filters = subscription.Properties["filter"]!["advancedFilters"]!.AsArray()
                .ToDictionary(filter => (string)filter!["key"]!, filter => filter!["values"]!.AsArray().Select(value => (string)value!));
            filters.Keys.Should().BeEquivalentTo("subject", "data.api");
            filters["subject"].Should().BeEquivalentTo(".csv", ".tsv", ".txt");
            filters["data.api"].Should().BeEquivalentTo("PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose");
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
            .Select(prefix => (string)prefix!).Should().NotContain(prefix => $"{ContainerNames.FileWork}/".StartsWith(prefix, StringComparison.Ordinal));

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
    }

    /// <summary>Sender usernames are refused before Azure raised the limits (learn.microsoft.com, add-multiple-senders); DoNotReply is there by itself.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void MailSender_BeforeTheQuotaIsRaised_IsDoNotReply()
    {
        var raised = Deployment.Of("prod", infra => infra.Replace("environments/prod.bicepparam", "readEnvironmentVariable('KENCOM_MAIL_SENDER', '')", "'no-reply'"));

        Deployment.Of("prod").OfType("Microsoft.Communication/emailServices/domains/senderUsernames").Should().BeEmpty();
        raised.OfType("Microsoft.Communication/emailServices/domains/senderUsernames").Should().ContainSingle().Which.OwnName.Should().Be("no-reply");
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

    [GeneratedRegex(@"\bresource (?<part>[a-z][a-z-]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex LookedFor();

    /// <summary>Where a tag names what only Azure can resolve, all of them are left as an expression.</summary>
    [GeneratedRegex("kencom-part', 'readiness'")]
    private static partial Regex ReadinessTags();
}
