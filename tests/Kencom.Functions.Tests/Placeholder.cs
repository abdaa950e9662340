namespace Kencom.Functions.Tests;

public class Placeholder
{
    [Fact]
    public void Nothing_Yet_Holds() => true.Should().BeTrue();
}
