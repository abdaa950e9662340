namespace Kencom.Core.SignIn;

/// <summary>How busy a network address is lately: counts that fade with time (SI-3).</summary>
public sealed record NetworkActivity(double Requests, double Failures);
