using Kencom.Core.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Security;

public sealed class SecurityOptionsTests
{
    /// <summary>Tests hash more cheaply (<see cref="TestSupport.QuickPasswords"/>); no setting of the app can.</summary>
    [Theory]
    [InlineData("PasswordMemoryKiB", "19455", false)]
    [InlineData("PasswordMemoryKiB", "19456", true)]
    [InlineData("PasswordPasses", "1", false)]
    [InlineData("PasswordPasses", "2", true)]
    [Trait("Rule", "REG-5")]
    public void Value_WithPasswordsCheaperThanTheRule_IsRefused(string setting, string value, bool isTaken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Security:{setting}", value)]).Build();
        using var services = new ServiceCollection().AddSecurity(configuration).BuildServiceProvider();

        var reading = () => services.GetRequiredService<IOptions<SecurityOptions>>().Value;

        if (isTaken)
        {
            reading.Should().NotThrow();
        }
        else
        {
            reading.Should().Throw<OptionsValidationException>().WithMessage($"*{setting}*");
        }
    }
}
