namespace Kencom.LocalHost.Host;

/// <summary>Something that whoever starts the app can put right; the message says how.</summary>
public sealed class LocalHostException(string message, Exception? innerException = null) : Exception(message, innerException);
