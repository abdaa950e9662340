using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Kencom.Core.Storage;
using Kencom.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

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

    /// <summary>Whatever the options have can be set by the parameters (INF-5): what is there reaches the app beside what the template sets.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Settings_OfTheParameters_ReachTheApp()
    {
        var deployment = Deployment.Of("prod", infra => infra.Replace(
            "environments/prod.bicepparam", "param settings = {\n", "param settings = {\n  Roster__MaxEndedShare: '0.1'\n  SignIn__Captcha__Provider: 'Recaptcha'\n  SignIn__Captcha__Recaptcha__SiteKey: 'site'\n"));

        var settings = deployment.Settings();

        settings["Roster__MaxEndedShare"].Should().Be("0.1");
        settings["SignIn__Captcha__Provider"].Should().Be("Recaptcha");
        settings["Registration__MembershipTerms"].Should().Be("2026-04-01");
        settings.Keys.Should().Contain(Deployment.Of("prod").Settings().Keys);
        settings.Keys.Should().NotContain(name => !OptionNames().Contains(name, StringComparer.OrdinalIgnoreCase) && !TimerSettings().Contains(name) && !OfThePlatform.Contains(name));
    }

    /// <summary>The list of what the template sets itself, which it needs before it knows the values, is complete.</summary>
    [Fact]
    [Trait("Rule", "INF-5")]
    public void Settings_OfTheTemplate_CannotBeChangedByTheParameters() =>
        FixedNames().Matches(Repository.Read("infra", "main.bicep").Split("var fixedSettingNames = [")[1].Split(']')[0]).Select(name => name.Value)
            .Should().BeEquivalentTo(Deployment.Of("prod").Settings().Keys.Where(name => !name.StartsWith("Registration__", StringComparison.Ordinal)).Select(name => name.ToLowerInvariant()));

    /// <summary>The values are ones that the options take: a mistyped number would keep the app from answering.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-5")]
    public void Settings_EachEnvironment_HaveValuesThatTheOptionsTake(string environment)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Deployment.Of(environment).Settings()
            .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value.StartsWith('[') ? "https://known.later/" : (string?)setting.Value))).Build();

        foreach (var (type, section) in OptionTypes())
        {
            var options = Activator.CreateInstance(type)!;
            configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = false);
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        }
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

    private static IEnumerable<(Type Type, string Section)> OptionTypes() =>
        Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Select(type => (Type: type, Section: type.GetField("Section")?.GetRawConstantValue() as string))
            .Where(options => options.Section is not null).Select(options => (options.Type, options.Section!));

    private static IEnumerable<string> OptionNames() =>
        OptionTypes().SelectMany(options => Properties(options.Type, options.Section.Replace(":", "__", StringComparison.Ordinal)));

    private static IEnumerable<string> Properties(Type type, string prefix) =>
        type.GetProperties().SelectMany(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
            ? Properties(property.PropertyType, $"{prefix}__{property.Name}")
            : [$"{prefix}__{property.Name}"]);

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

    [GeneratedRegex(@"[a-z_]+")]
    private static partial Regex FixedNames();
}
