using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.SignIn;

/// <summary>Knows the app by its key (SI-2).</summary>
public sealed class AppKeys(IOptions<AppKeyOptions> options)
{
    public bool Include(string? key)
    {
        var found = false;
        foreach (var known in options.Value.AppKeys)
        {
            found |= known.Length > 0 && key is not null && SecretToken.AreEqual(known, key);
        }

        return found;
    }
}
