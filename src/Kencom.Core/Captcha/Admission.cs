using System.Collections.Immutable;
using Kencom.Core.Security;

namespace Kencom.Core.Captcha;

/// <summary>A subject whose allowance a request uses.</summary>
/// <param name="Subject">In the clear; only its keyed hash is stored.</param>
/// <param name="KnowsDevice">Whether the account of the subject knows the caller's device (SI-10). Asked only where that would help.</param>
public sealed record SubjectUse(Allowance Allowance, string Subject, Func<CancellationToken, Task<bool>>? KnowsDevice = null);

/// <summary>What a request asks to be let in for.</summary>
/// <param name="Solution">What the captcha's widget handed over, if one was asked for.</param>
/// <param name="Network">What it uses of its network's allowances.</param>
public sealed record AdmissionRequest(Caller Caller, CaptchaPurpose Purpose, string? Solution, Allowance Network, params ImmutableArray<SubjectUse> Subjects);

/// <summary>A request that may go on, and is not counted yet.</summary>
public sealed class AdmissionPass
{
    internal AdmissionPass(AdmissionRequest request, ImmutableArray<SubjectLook> looks, int level) => (Request, Looks, Level) = (request, looks, level);

    internal AdmissionRequest Request { get; }

    internal ImmutableArray<SubjectLook> Looks { get; }

    /// <summary>The captcha that was asked for, and proven.</summary>
    internal int Level { get; }
}

/// <summary>
/// Lets requests in, the same way at every endpoint (ABU-1 to ABU-4): first the network, then whom the request is about, then the captcha that both ask for; only what
/// has passed all of them is counted. Whoever is refused, or asked for a captcha, has taken nothing.
/// </summary>
/// <remarks>
/// Storage calls: of a refusal at most 2, the network's row (none where it is remembered and has room) and the subject's two; of an admission the captcha's use, and one
/// for the network and each subject.
/// </remarks>
public sealed class Admission(NetworkAllowances networks, SubjectAllowances subjects, CaptchaGate captcha)
{
    /// <summary>Looks, proves the captcha, and counts.</summary>
    /// <returns>Null when the request may go on.</returns>
    public async Task<Error?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var looked = await LookAsync(request, cancellationToken);
        return looked.IsSuccess ? await CountAsync(looked.Value) : looked.Error;
    }

    /// <summary>Looks and proves the captcha, for who counts only what then fails.</summary>
    public async Task<Result<AdmissionPass>> LookAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var network = await networks.LookAsync(request.Caller, request.Network, cancellationToken);
        if ((captcha.Refusal(network.Activity) ?? network.Wait) is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var looks = ImmutableArray.CreateBuilder<SubjectLook>(request.Subjects.Length);
        foreach (var use in request.Subjects)
        {
            var look = await LookAsync(use, request.Caller, cancellationToken);
            if (look.Wait is { } longer)
            {
                return Errors.TooManyRequests(longer);
            }

            looks.Add(look);
        }

        var asked = Math.Max(network.CaptchaLevel, looks.Select(look => look.CaptchaLevel).DefaultIfEmpty().Max());
        var required = captcha.Required(request.Caller, request.Purpose, network.Activity, asked, AccountFailures.None);
        if (required > 0 && await captcha.TakeAsync(request.Solution, request.Purpose, required, cancellationToken) is { IsSuccess: false } unproven)
        {
            return unproven.Error;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new AdmissionPass(request, looks.ToImmutable(), asked);
    }

    /// <summary>Counts what was looked at. Of many at once, only as many pass as one by one would.</summary>
    /// <returns>Null when it was within all allowances.</returns>
    public async Task<Error?> CountAsync(AdmissionPass pass)
    {
        if ((await networks.TakeAsync(pass.Request.Caller, pass.Request.Network)).Wait is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        foreach (var look in pass.Looks)
        {
            var (longer, level) = await subjects.TakeAsync(look, pass.Level);
            if (longer is not null)
            {
                return Errors.TooManyRequests(longer.Value);
            }

            if (level > pass.Level)
            {
                return captcha.Ask(pass.Request.Purpose, level);
            }
        }

        return null;
    }

    /// <summary>
    /// Makes the calls of <see cref="CountAsync"/> for a request that turned out to use nothing up: where only what fails counts, calls and time would tell what failed.
    /// </summary>
    public async Task PassOverAsync(AdmissionPass pass)
    {
        await networks.TakeAsync(pass.Request.Caller, allowance: null);
        foreach (var look in pass.Looks)
        {
            await subjects.TouchAsync(look);
        }
    }

    private async Task<SubjectLook> LookAsync(SubjectUse use, Caller caller, CancellationToken cancellationToken)
    {
        var look = await subjects.LookAsync(use.Allowance, use.Subject, caller, cancellationToken);
        var isHindered = look.Wait is not null || look.CaptchaLevel > 0;
        return isHindered && caller.DeviceSecret is not null && use.KnowsDevice is { } knows && await knows(cancellationToken) ? subjects.OfKnownDevice(look) : look;
    }
}
