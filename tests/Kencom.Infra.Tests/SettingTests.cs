using System.Reflection;
using System.Text.RegularExpressions;
using Kencom.Core.Storage;
using Kencom.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Infra.Tests;

/// <summary>The settings that the template gives are the ones that the code reads (INF-1).</summary>
public partial class SettingTests
{
    /// <summary>Read by the Functions host, the triggers, the SDKs and Microsoft.Identity.Web.</summary>
    private static readonly string[] OfThePlatform =
    [
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AZURE_CLIENT_ID",
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__tableServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "AzureWebJobsDisableHomepage", "DataStorage__credential", "AzureAd__Instance", "AzureAd__TenantId", "AzureAd__ClientId", "AzureAd__Audience",
    ];

    public static TheoryData<string> Environments => [.. Deployment.Environments];

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Settings_EachEnvironment_BindToOptionsOfTheCode(string environment)
    {
        var known = OptionNames().Concat(TimerSettings()).Concat(OfThePlatform).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Deployment.Of(environment).Settings().Keys.Should().NotContain(name => !known.Contains(name));
    }

    /// <summary>A timer whose schedule is missing keeps the host from starting; one whose setting's name has levels is known to miss firings on Azure.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-1")]
    public void Settings_EachEnvironment_NameTheScheduleOfEachTimer(string environment) =>
        Deployment.Of(environment).Settings().Keys.Should().Contain(TimerSettings());

    /// <summary>The queue triggers find their connection under the same section as our own clients.</summary>
    [Fact]
    [Trait("Rule", "INF-1")]
    public void QueueTriggers_Connection_IsTheDataAccount() =>
        Parameters<QueueTriggerAttribute>().Select(trigger => trigger.Connection).Should().NotBeEmpty().And.OnlyContain(connection => connection == StorageOptions.Section);

    [Fact]
    [Trait("Rule", "INF-1")]
    public void QueueTriggers_Queues_AreMadeByTheTemplate() =>
        Parameters<QueueTriggerAttribute>().Select(trigger => trigger.QueueName).Should().BeSubsetOf(
            Deployment.Of("prod").OfType("Microsoft.Storage/storageAccounts/queueServices/queues").Select(queue => queue.OwnName));

    private static IEnumerable<string> OptionNames() =>
        Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Select(type => (type, section: type.GetField("Section")?.GetRawConstantValue() as string))
            .Where(options => options.section is not null)
            .SelectMany(options => options.type.GetProperties().Select(property => $"{options.section!.Replace(":", "__", StringComparison.Ordinal)}__{property.Name}"));

    private static IEnumerable<string> TimerSettings() =>
        Parameters<TimerTriggerAttribute>().Select(trigger => Placeholder().Match(trigger.Schedule)).Where(match => match.Success)
            .Select(match => match.Groups["name"].Value).Distinct();

    private static IEnumerable<TAttribute> Parameters<TAttribute>()
        where TAttribute : Attribute =>
        typeof(HttpOptions).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<TAttribute>()).OfType<TAttribute>();

    private static Assembly[] Assemblies => [typeof(StorageOptions).Assembly, typeof(HttpOptions).Assembly];

    [GeneratedRegex("^%(?<name>[^%]+)%$", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
