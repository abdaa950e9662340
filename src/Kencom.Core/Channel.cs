namespace Kencom.Core;

/// <summary>Where a person signs up or in: the phone app or a browser.</summary>
public enum Channel
{
    App,
    Web,
}
