namespace Kencom.Core.Captcha;

/// <summary>How busy a network address is lately: counts that fade with time (SI-3).</summary>
/// <param name="IsLoose">The machine itself, where its limits are loose: nothing is asked of it for being busy.</param>
public sealed record NetworkActivity(double Requests, double Failures, bool IsLoose = false);
