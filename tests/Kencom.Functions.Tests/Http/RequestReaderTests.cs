using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Tests.Http;

/// <summary>What the server says of a body that cannot be read reaches the app as it is read: over HTTP, a host that stands before answers first.</summary>
public sealed class RequestReaderTests
{
    [Theory]
    [InlineData(typeof(BadHttpRequestException))]
    [InlineData(typeof(IOException))]
    [Trait("Rule", "API-1")]
    public async Task Read_OfABodyThatIsMalformedOrBreaksOff_IsTheCallersFault(Type fault)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = "application/json";
        request.Body = new BrokenStream((Exception)Activator.CreateInstance(fault, "Bad chunk size data.")!);

        var read = await request.ReadAsync<object>(CancellationToken.None);

        (read.Error!.Code, (int)read.Error.Kind).Should().Be(("validation-failed", 400));
    }

    private sealed class BrokenStream(Exception fault) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(fault);
    }
}
