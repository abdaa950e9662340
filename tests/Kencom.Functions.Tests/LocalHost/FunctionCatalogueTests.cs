using Kencom.LocalHost.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class FunctionCatalogueTests
{
    [Theory]
    [InlineData(typeof(Twins), "*'same' is used more than once*")]
    [InlineData(typeof(Unknown), "*knows no trigger 'BlobTriggerAttribute'*")]
    [InlineData(typeof(Untriggered), "*exactly one trigger, this one has 0*")]
    [InlineData(typeof(Unbound), "*nothing binds the parameter 'missing'*")]
    [InlineData(typeof(Unawaited), "*does not await a ValueTask*")]
    [InlineData(typeof(Reserved), "*'admin/things' is reserved*")]
    [InlineData(typeof(Misnamed), "*'名前' is no function name*")]
    [InlineData(typeof(Unscheduled), "*'every day'*neither an NCRONTAB expression nor a time span*")]
    [InlineData(typeof(Unset), "*'%NoSuchSetting%' does not resolve*")]
    public async Task Start_WithFunctionsTheHostWouldRefuse_FailsAndSaysWhy(Type functions, string message)
    {
        var start = () => SmallApp.StartAsync([functions]);

        await start.Should().ThrowAsync<LocalHostException>().WithMessage(message);
    }

    private sealed class Twins
    {
        [Function("same")]
        public void One([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => _ = timer;

        [Function("Same")]
        public void Two([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => _ = timer;
    }

    private sealed class BlobTriggerAttribute : TriggerBindingAttribute;

    private sealed class Unknown
    {
        [Function("Unknown")]
        public void Run([BlobTrigger] string blob) => _ = blob;
    }

    private sealed class Untriggered
    {
        [Function("Untriggered")]
        public void Run(HttpRequest request) => _ = request;
    }

    private sealed class Unbound
    {
        [Function("Unbound")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/{id}")] HttpRequest request, string id, string missing) => _ = missing;
    }

    private sealed class Unawaited
    {
        [Function("Unawaited")]
        public ValueTask RunAsync([QueueTrigger("work")] string message) => ValueTask.CompletedTask;
    }

    private sealed class Reserved
    {
        [Function("Reserved")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "admin/things")] HttpRequest request) => _ = request;
    }

    private sealed class Misnamed
    {
        [Function("名前")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => _ = request;
    }

    private sealed class Unscheduled
    {
        [Function("Unscheduled")]
        public void Run([TimerTrigger("every day")] TimerInfo timer) => _ = timer;
    }

    private sealed class Unset
    {
        [Function("Unset")]
        public void Run([TimerTrigger("%NoSuchSetting%")] TimerInfo timer) => _ = timer;
    }
}
