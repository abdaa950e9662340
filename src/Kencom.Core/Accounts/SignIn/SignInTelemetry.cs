using System.Diagnostics.Metrics;

namespace Kencom.Core.Accounts;

/// <summary>Metrics of signing in under the name <see cref="Name"/>: an alert watches the failures (INF-4).</summary>
public static class SignInTelemetry
{
    public const string Name = "Kencom.SignIn";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>("kencom.sign_ins.failed", "{attempt}", "Sign-ins that failed");

    internal static void CountFailure() => Failed.Add(1);
}
