using System.Reflection;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Storage;

/// <summary>What is no message of ours is a clear error before it is a poison message (MAIL-1, INF-4: alerts see it there).</summary>
public sealed class QueueMessageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private TestApp App => shared.App;

    public static TheoryData<string> Queues => [.. Functions.Keys];

    private static Dictionary<string, MethodInfo> Functions { get; } = typeof(QueueMessages).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Select(method => (method, trigger: method.GetParameters().Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()).FirstOrDefault(found => found is not null)))
        .Where(function => function.trigger is not null)
        .ToDictionary(function => function.trigger!.QueueName, function => function.method, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Queues))]
    [Trait("Rule", "MAIL-1")]
    public async Task Message_ThatIsNone_IsAClearError(string queue)
    {
        foreach (var message in new[] { "{}", "null", "[]", "\"text\"", "1", "", "{", "{\"other\":1}" })
        {
            (await FluentActions.Awaiting(() => RunAsync(queue, message)).Should().ThrowAsync<MalformedMessageException>($"{message} is no message"))
                .WithMessage("The message is no *: *");
        }
    }

    [Theory]
    [InlineData("finish-registration", "{}", "registrationId")]
    [InlineData("finish-registration", """{"registrationId":null}""", "registrationId")]
    [InlineData("send-mail", """{"id":"x"}""", "id")]
    [InlineData("compare-file", """{"fileId":"f"}""", "part")]
    [InlineData("apply-file", """{"fileId":"f","part":"1"}""", "part")]
    [InlineData("split-file", """{"FileId":null}""", "fileId")]
    [InlineData("resume-waiting-checks", "{}", "insurerNumber")]
    [InlineData("file-arrivals", """{"type":"Microsoft.Storage.BlobCreated"}""", "subject")]
    [Trait("Rule", "MAIL-1")]
    public async Task Message_WithAWrongField_NamesIt(string queue, string message, string field) =>
        (await FluentActions.Awaiting(() => RunAsync(queue, message)).Should().ThrowAsync<MalformedMessageException>())
            .Which.Message.Should().ContainEquivalentOf(field);

    /// <summary>A message may hold an address, though none of ours does: errors are logged (API-4).</summary>
    [Theory]
    [InlineData("\"hanako@example.jp\"")]
    [InlineData("""{"id":"hanako@example.jp"}""")]
    [InlineData("""{"hanako@example.jp":1}""")]
    [InlineData("""["hanako@example.jp"]""")]
    [InlineData("hanako@example.jp")]
    [Trait("Rule", "API-4")]
    public async Task Message_ThatIsNone_IsNotRepeatedInTheError(string message) =>
        (await FluentActions.Awaiting(() => RunAsync("send-mail", message)).Should().ThrowAsync<MalformedMessageException>())
            .Which.ToString().Should().NotContain("hanako");

    /// <summary>Event Grid says much more of a file than we read.</summary>
    [Fact]
    [Trait("Rule", "RST-3")]
    public async Task Message_WithMoreThanIsRead_IsTaken() =>
        await RunAsync("file-arrivals", """{"type":"Microsoft.Storage.BlobDeleted","subject":"/blobServices/default/containers/x/blobs/y","id":"1","data":{"api":"PutBlob"}}""");

    private async Task RunAsync(string queue, string message)
    {
        var method = Functions[queue];
        await using var scope = App.Services.CreateAsyncScope();
        var function = ActivatorUtilities.CreateInstance(scope.ServiceProvider, method.DeclaringType!);
        await (Task)method.Invoke(function, BindingFlags.DoNotWrapExceptions, binder: null, [message, CancellationToken.None], culture: null)!;
    }
}
