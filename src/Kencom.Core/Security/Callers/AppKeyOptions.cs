namespace Kencom.Core.Security;

/// <summary>The keys by which the app proves to be the app (SI-2; section <c>SignIn:AppKeys</c>): several while one replaces another.</summary>
public sealed class AppKeyOptions
{
    public const string Section = "SignIn";

    /// <summary>None: every caller counts as a browser.</summary>
    public IList<string> AppKeys { get; } = [];
}
