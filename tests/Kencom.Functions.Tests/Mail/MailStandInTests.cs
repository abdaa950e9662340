using System.Reflection;
using Azure.Communication.Email;

namespace Kencom.Functions.Tests.Mail;

/// <summary>
/// A feed that lacks Azure.Communication.Email builds with src/Kencom.MailStandIn, what is deployed with the package. Every member that the stand-in declares stands
/// here beside the package's own signature, as its published API listing (Azure.Communication.Email.net10.0.cs, service version 2025-09-01) gives it: so code that
/// compiles with the one compiles with the other.
/// </summary>
public sealed class MailStandInTests
{
    private const string Documented =
        """
        EmailAddress(String address)
        EmailAddress(String address, String displayName)
        String EmailAddress.Address { get }
        String EmailAddress.DisplayName { get }
        EmailClient(String connectionString)
        EmailClient(String connectionString, EmailClientOptions options)
        EmailClient(Uri endpoint, AzureKeyCredential credential, EmailClientOptions options = default)
        EmailClient(Uri endpoint, TokenCredential credential, EmailClientOptions options = default)
        virtual Task<EmailSendOperation> EmailClient.SendAsync(WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default)
        virtual Task<EmailSendOperation> EmailClient.SendAsync(WaitUntil wait, EmailMessage message, CancellationToken cancellationToken = default)
        EmailClientOptions(ServiceVersion version = 5)
        ServiceVersion.V2023_03_31 = 3
        ServiceVersion.V2025_09_01 = 5
        EmailContent(String subject)
        String EmailContent.Html { get set }
        String EmailContent.PlainText { get set }
        String EmailContent.Subject { get }
        EmailMessage(String senderAddress, EmailRecipients recipients, EmailContent content)
        EmailMessage(String senderAddress, String recipientAddress, EmailContent content)
        EmailContent EmailMessage.Content { get }
        IDictionary<String, String> EmailMessage.Headers { get }
        EmailRecipients EmailMessage.Recipients { get }
        IList<EmailAddress> EmailMessage.ReplyTo { get }
        String EmailMessage.SenderAddress { get }
        Nullable<Boolean> EmailMessage.UserEngagementTrackingDisabled { get set }
        EmailRecipients(IEnumerable<EmailAddress> to)
        EmailRecipients(IEnumerable<EmailAddress> to = default, IEnumerable<EmailAddress> cc = default, IEnumerable<EmailAddress> bcc = default)
        IList<EmailAddress> EmailRecipients.BCC { get }
        IList<EmailAddress> EmailRecipients.CC { get }
        IList<EmailAddress> EmailRecipients.To { get }
        EmailSendOperation(String id, EmailClient client)
        virtual Boolean EmailSendOperation.HasCompleted { get }
        virtual Boolean EmailSendOperation.HasValue { get }
        virtual String EmailSendOperation.Id { get }
        virtual EmailSendResult EmailSendOperation.Value { get }
        virtual Response EmailSendOperation.GetRawResponse()
        virtual Response EmailSendOperation.UpdateStatus(CancellationToken cancellationToken = default)
        virtual ValueTask<Response> EmailSendOperation.UpdateStatusAsync(CancellationToken cancellationToken = default)
        virtual ValueTask<Response<EmailSendResult>> EmailSendOperation.WaitForCompletionAsync(CancellationToken cancellationToken = default)
        virtual ValueTask<Response<EmailSendResult>> EmailSendOperation.WaitForCompletionAsync(TimeSpan suggestedPollingInterval, CancellationToken cancellationToken)
        EmailSendStatus EmailSendResult.Status { get }
        EmailSendStatus(String value)
        static EmailSendStatus EmailSendStatus.Canceled { get }
        static EmailSendStatus EmailSendStatus.Failed { get }
        static EmailSendStatus EmailSendStatus.NotStarted { get }
        static EmailSendStatus EmailSendStatus.Running { get }
        static EmailSendStatus EmailSendStatus.Succeeded { get }
        virtual Boolean EmailSendStatus.Equals(EmailSendStatus other)
        virtual Boolean EmailSendStatus.Equals(Object obj)
        virtual Int32 EmailSendStatus.GetHashCode()
        static Boolean EmailSendStatus.op_Equality(EmailSendStatus left, EmailSendStatus right)
        static EmailSendStatus EmailSendStatus.op_Implicit(String value)
        static Boolean EmailSendStatus.op_Inequality(EmailSendStatus left, EmailSendStatus right)
        virtual String EmailSendStatus.ToString()
        """;

    [Fact]
    public void StandIn_DeclaresNothingThatThePackageDoesNotDeclareAlike()
    {
        var documented = Documented.Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var assembly = typeof(EmailClient).Assembly;

        assembly.GetName().Name.Should().Be("Azure.Communication.Email");
        assembly.GetExportedTypes().Should().OnlyContain(type => type.Namespace == "Azure.Communication.Email");
        assembly.GetExportedTypes().SelectMany(Members).Except(documented, StringComparer.Ordinal).Should().BeEmpty();
        documented.Except(assembly.GetExportedTypes().SelectMany(Members), StringComparer.Ordinal).Should().BeEmpty("the list says what the stand-in declares, and no more");
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.IsEnum
            ? Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => $"{type.Name}.{Enum.GetName(type, value)} = {value}")
            :
            [
                .. type.GetConstructors(Declared).Where(IsSeen).Select(constructor => $"{type.Name}({Parameters(constructor)})"),
                .. type.GetProperties(Declared).Where(property => IsSeen(property.GetMethod!)).Select(property => $"{Kind(property.GetMethod!)}{Name(property.PropertyType)} {type.Name}.{property.Name} {{ get{(property.SetMethod is { IsPublic: true } ? " set" : "")} }}"),
                .. type.GetMethods(Declared).Where(method => IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
                    .Select(method => $"{Kind(method)}{Name(method.ReturnType)} {type.Name}.{method.Name}({Parameters(method)})"),
            ];
    }

    private static bool IsSeen(MethodBase member) => member.IsPublic || member.IsFamily || member.IsFamilyOrAssembly;

    private static string Kind(MethodInfo method) => method.IsStatic ? "static " : method.IsVirtual ? "virtual " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {(parameter.ParameterType.IsEnum ? Convert.ToInt32(parameter.RawDefaultValue, null) : "default")}" : "")}"));

    private static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
