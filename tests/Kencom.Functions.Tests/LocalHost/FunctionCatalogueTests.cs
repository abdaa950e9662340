using Kencom.LocalHost.Host;
using Kencom.LocalHost.Host.Worker;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class FunctionCatalogueTests
{
    private const string Timer = """{"name":"timer","type":"timerTrigger","direction":"In","schedule":"0 0 0 * * *"}""";

    [Fact]
    public void Functions_ThatTheHostWouldRefuse_AreAllNamedWithTheReason()
    {
        var described = new[]
        {
            Function("same", "Twins.One", Timer),
            Function("Same", "Twins.Two", Timer),
            Function("unknown", "Unknown.Run", """{"name":"blob","type":"blobTrigger","direction":"In"}"""),
            Function("untriggered", "Untriggered.Run", """{"name":"$return","type":"http","direction":"Out"}"""),
            Function("名前", "Misnamed.Run", Timer),
            Function("reserved", "Reserved.Run", """{"name":"request","type":"httpTrigger","direction":"In","authLevel":"Anonymous","route":"admin/things"}"""),
            Function("unreadable", "Unreadable.Run", """{"name":"request","type":"httpTrigger","direction":"In","authLevel":"Anonymous","route":"things/{id"}"""),
            Function("keyed", "Keyed.Run", """{"name":"request","type":"httpTrigger","direction":"In","authLevel":"Function"}"""),
        };

        var reading = () => FunctionCatalogue.Of(described);

        var message = reading.Should().Throw<LocalHostException>().Which.Message;
        message.Should().ContainAll(
            "'same' is used more than once: Twins.One, Twins.Two",
            "Unknown.Run: this host knows no 'blobTrigger'",
            "Untriggered.Run: a function needs exactly one trigger, this one has 0",
            "Misnamed.Run: '名前' is no function name",
            "Reserved.Run: the route 'admin/things' is reserved",
            "Unreadable.Run: the route 'things/{id' cannot be read",
            "Keyed.Run: the authorization level 'Function' needs keys");
    }

    [Theory]
    [InlineData(typeof(Unscheduled), "*'every day'*neither an NCRONTAB expression nor a time span*")]
    [InlineData(typeof(Unset), "*'%NoSuchSetting%' does not resolve*")]
    public async Task Start_WithATimerThatCannotBeRead_FailsAndSaysWhy(Type functions, string message)
    {
        var start = () => SmallApp.StartAsync([functions]);

        await start.Should().ThrowAsync<LocalHostException>().WithMessage(message);
    }

    private static RpcFunctionMetadata Function(string name, string entryPoint, string binding) =>
        new() { Name = name, EntryPoint = entryPoint, RawBindings = { binding } };
}

public sealed class Unscheduled
{
    [Function("Unscheduled")]
    public void Run([TimerTrigger("every day")] TimerInfo timer) => _ = timer;
}

public sealed class Unset
{
    [Function("Unset")]
    public void Run([TimerTrigger("%NoSuchSetting%")] TimerInfo timer) => _ = timer;
}
