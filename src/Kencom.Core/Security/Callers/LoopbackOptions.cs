namespace Kencom.Core.Security;

public enum LoopbackLimits
{
    Strict,

    /// <summary>Requests from the machine itself are not limited by network: for development, where all come from there.</summary>
    Loose,
}

/// <summary>Section <c>Limits</c>.</summary>
public sealed class LoopbackOptions
{
    public const string Section = "Limits";

    public LoopbackLimits Loopback { get; set; } = LoopbackLimits.Strict;
}
