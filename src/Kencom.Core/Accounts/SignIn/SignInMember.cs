using Kencom.Core.Captcha;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Accounts;

/// <summary>What a person gives to sign in. Nothing is checked yet.</summary>
/// <param name="Captcha">What the captcha's widget handed over, if one was asked for.</param>
/// <param name="FormerToken">Of the session that the browser brings and will not hold any more.</param>
public sealed record SignInCommand(string? Email, string? Password, bool StaySignedIn, string? Captcha, Caller Caller, string? FormerToken = null);

/// <param name="DeviceSecret">What the device is to show from now on (SI-10).</param>
public sealed record SignedIn(string MemberId, SessionStarted Session, string DeviceSecret)
{
    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => nameof(SignedIn);
}

/// <summary>
/// Signs a member in (SI-1 to SI-5, SI-10). Every failure is answered alike, after the same storage calls and the same hashing, whether the address is
/// unknown, is written in another case, or the password is wrong.
/// </summary>
/// <remarks>
/// Storage calls of a refusal at most 2: the network's row, where it refuses, and the address's two rows by one query. Of a success: that query, the network's count 1,
/// the captcha's use 1 (when one was asked for), the count of the try 1, the session 1, and the end of the try 1, which also proves that the login is still as it was
/// read. That is one more than it could be: nothing is decided on rows that are only remembered, or time would tell whose were lately used.
/// </remarks>
public sealed partial class SignInMember(
    NetworkAllowances networks,
    CaptchaGate captcha,
    LoginStore logins,
    GuessGuard guard,
    PasswordHasher passwords,
    StartSession startSession,
    SessionStore sessions,
    SessionExpiry expiry,
    KeyedHasher hasher,
    TimeProvider clock,
    ILogger<SignInMember> logger)
{
    /// <summary>How often the end of a try is written anew while others sign in to the same account.</summary>
    private const int MostEnds = 8;

    public async Task<Result<SignedIn>> HandleAsync(SignInCommand command, CancellationToken cancellationToken)
    {
        if (Validate(command) is { } invalid)
        {
            return invalid;
        }

        var network = (await networks.LookAsync(command.Caller, allowance: null, cancellationToken)).Activity;
        if (captcha.Refusal(network) is { } refusal)
        {
            return Errors.TooManyRequests(refusal);
        }

        var account = await logins.FindAccountAsync(command.Email!, cancellationToken);
        var standing = guard.Look(account, command.Caller, isSignedIn: false);
        if (standing.Refused is { } refused)
        {
            return refused;
        }

        var required = captcha.Required(command.Caller, CaptchaPurpose.SignIn, network, standing.CaptchaAtLeast, standing.Failures);
        var proven = required == 0 ? 0 : await captcha.TakeAsync(command.Captcha, CaptchaPurpose.SignIn, required, cancellationToken);
        return proven.IsSuccess ? await TryPasswordAsync(command, account, network, required, cancellationToken) : proven.Error;
    }

    private static Error? Validate(SignInCommand command)
    {
        var errors = new FieldErrors();
        errors.Require(command.Email is { Length: > 0 and <= EmailAddress.MaxLength }, "email", "メールアドレスを入力してください。");
        errors.Require(command.Password is { Length: > 0 and <= PasswordHasher.LongestPassword }, "password", "パスワードを入力してください。");
        return errors.Any ? Errors.ValidationFailed(errors) : null;
    }

    private async Task<Result<SignedIn>> TryPasswordAsync(
        SignInCommand command, Account account, NetworkActivity network, int proven, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await networks.TakeAsync(command.Caller, allowance: null);

        // Failures that others have caused meanwhile may ask for a harder captcha than the one that was solved (SI-3).
        var counted = await guard.TakeAsync(
            account,
            command.Caller,
            isSignedIn: false,
            (failures, atLeast) => captcha.Required(command.Caller, CaptchaPurpose.SignIn, network, atLeast, failures) is var required && required > proven
                ? captcha.Ask(CaptchaPurpose.SignIn, required)
                : null);
        return counted.IsSuccess ? await CheckPasswordAsync(command, counted.Value, cancellationToken) : counted.Error;
    }

    private async Task<Result<SignedIn>> CheckPasswordAsync(SignInCommand command, PasswordTry counted, CancellationToken cancellationToken)
    {
        var login = counted.Account.Login?.Value;
        PasswordCheck check;
        try
        {
            check = await passwords.CheckAsync(command.Password!, login?.PasswordHash, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await FailAsync(command, counted); // Who hangs up is not worth a hash, and the try is counted already.
            throw;
        }

        if (check == PasswordCheck.Wrong || login is null || login.Email != command.Email)
        {
            Log.Failed(logger, login is null ? Failure.UnknownAddress : check == PasswordCheck.Wrong ? Failure.WrongPassword : Failure.OtherCase, login?.MemberId);
            return await FailAsync(command, counted);
        }

        var started = await StartAsync(command, login, counted, check == PasswordCheck.RightButOutdated);
        if (!started.IsSuccess)
        {
            Log.Failed(logger, Failure.ChangedMeanwhile, login.MemberId);
            return await FailAsync(command, counted);
        }

        Log.Succeeded(logger, login.MemberId);
        return started;
    }

    private async Task<Result<SignedIn>> FailAsync(SignInCommand command, PasswordTry counted)
    {
        SignInTelemetry.CountFailure();
        await networks.CountFailureAsync(command.Caller);
        await guard.FailedAsync(counted);
        return Errors.SignInFailed;
    }

    /// <summary>
    /// First the session, then the look at the login: a change of the password that the look does not see yet ends the session, since it ends all after it has written the
    /// new password.
    /// </summary>
    /// <returns>An error when the password or the address was changed, or the login removed, since it was read.</returns>
    private async Task<Result<SignedIn>> StartAsync(SignInCommand command, Login read, PasswordTry counted, bool isOutdated)
    {
        var rehashed = isOutdated ? await passwords.HashAsync(command.Password!, CancellationToken.None) : null;
        var secret = DeviceSecrets.Of(command.Caller);
        var kind = command.Caller.IsApp ? SessionKind.App : SessionKind.Browser;
        var (session, started) = startSession.Prepare(read.MemberId, kind, command.StaySignedIn, command.Caller.Client);
        var looksAt = await expiry.ArmAsync(read);
        await sessions.AddAsync(session, FormerSessions(command, session));

        var account = counted.Account with { Guesses = counted.Row };
        for (var attempt = 0; account.Login?.Value is { } login && login.MemberId == read.MemberId && login.Version == read.Version; attempt++)
        {
            var now = clock.GetUtcNow();
            var signedIn = login with
            {
                PasswordHash = rehashed is not null && login.PasswordHash == read.PasswordHash ? rehashed : login.PasswordHash,
                SessionsLookedAt = looksAt > login.SessionsLookedAt ? looksAt : login.SessionsLookedAt ?? looksAt,
                Devices = KnownDevice.With(login.Devices, DeviceSecrets.Known(hasher, login.MemberId, secret, command.Caller, now), now),
            };
            RowWrite[] writes = [logins.Rows.Replacing(account.Login, signedIn), .. account.Guesses is { } guesses ? [guard.Succeeding(counted, guesses)] : Array.Empty<RowWrite>()];
            if (await RowBatch.TryWriteAsync(writes) || attempt == MostEnds)
            {
                return new SignedIn(read.MemberId, started, secret);
            }

            // Another sign-in to the account was faster.
            account = await logins.FindAccountAsync(command.Email!, CancellationToken.None);
        }

        await sessions.EndAsync(session.MemberId, session.Id);
        return Errors.NotAnyMore;
    }

    /// <summary>The member's session that the new one takes the place of, under each hash key. Another member's is none of this one's to end.</summary>
    private IEnumerable<string> FormerSessions(SignInCommand command, Session session) =>
        SessionKeys.TryParse(command.FormerToken, out var memberId, out var secret) && memberId == session.MemberId
            ? SessionKeys.IdsOfAllVersions(hasher, memberId, secret)
            : [];

    /// <summary>Told to the log only.</summary>
    private enum Failure
    {
        UnknownAddress,
        WrongPassword,

        /// <summary>Right, but for an address in another case (SI-1).</summary>
        OtherCase,

        /// <summary>The password was changed, or the member left, since the login was read.</summary>
        ChangedMeanwhile,
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Member {MemberId} signed in.", EventName = "sign-in-succeeded")]
        public static partial void Succeeded(ILogger logger, string memberId);

        [LoggerMessage(LogLevel.Warning, "A sign-in failed: {Failure}. Member: {MemberId}.", EventName = "sign-in-failed")]
        public static partial void Failed(ILogger logger, Failure failure, string? memberId);
    }
}
