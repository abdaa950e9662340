using Kencom.Core.Captcha;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Accounts;

/// <summary>What a person gives to sign in. Nothing is checked yet.</summary>
/// <param name="Captcha">What the captcha's widget handed over, if one was asked for.</param>
/// <param name="FormerToken">Of the session that the browser brings and will not hold any more.</param>
public sealed record SignInCommand(string? Email, string? Password, bool StaySignedIn, string? Captcha, Caller Caller, string? FormerToken = null);

public sealed record SignedIn(string MemberId, SessionStarted Session);

/// <summary>
/// Signs a member in (SI-1 to SI-5, SI-10). Every failure is answered alike, after the same storage calls and the same hashing, whether the address is
/// unknown, is written in another case, or the password is wrong.
/// </summary>
/// <remarks>
/// Storage calls of a success: the network's count 1, the captcha's use 1 (when one was asked for), the login 1, the count of the try 1, and the session
/// with the end of that count 1. Another instance's work on the same counts adds two calls each: read again, write again.
/// </remarks>
public sealed partial class SignInMember(
    NetworkActivityStore networks,
    CaptchaGate captcha,
    LoginStore logins,
    GuessGuard guard,
    PasswordHasher passwords,
    StartSession startSession,
    SessionStore sessions,
    SessionExpiry expiry,
    KeyedHasher hasher,
    MailOutbox mails,
    TimeProvider clock,
    ILogger<SignInMember> logger)
{
    public async Task<Result<SignedIn>> HandleAsync(SignInCommand command, CancellationToken cancellationToken)
    {
        if (Validate(command) is { } invalid)
        {
            return invalid;
        }

        var network = await networks.CountRequestAsync(command.Caller.Address, cancellationToken);
        if (captcha.Refusal(network) is { } refusal)
        {
            return Errors.TooManyRequests(refusal);
        }

        var isExempt = await captcha.IsExemptAsync(command.Caller, network, cancellationToken);
        var required = captcha.Required(command.Caller, network, AccountFailures.None, isExempt);
        var proven = await captcha.TakeAsync(command.Captcha, CaptchaPurpose.SignIn, required, cancellationToken);
        return proven.IsSuccess
            ? await TryPasswordAsync(command, failures => AskForMore(command.Caller, network, failures, isExempt, proven.Value), cancellationToken)
            : proven.Error;
    }

    private static Error? Validate(SignInCommand command)
    {
        var errors = new FieldErrors();
        errors.Require(command.Email is { Length: > 0 and <= EmailAddress.MaxLength }, "email", "メールアドレスを入力してください。");
        errors.Require(command.Password is { Length: > 0 and <= PasswordHasher.LongestPassword }, "password", "パスワードを入力してください。");
        return errors.Any ? Errors.ValidationFailed(errors) : null;
    }

    /// <summary>The account's own failures may ask for a harder captcha than the one that was solved (SI-3).</summary>
    private Error? AskForMore(Caller caller, NetworkActivity network, AccountFailures account, bool isExempt, int provenLevel) =>
        captcha.Required(caller, network, account, isExempt) is var required && required > provenLevel
            ? captcha.Ask(CaptchaPurpose.SignIn, required)
            : null;

    private async Task<Result<SignedIn>> TryPasswordAsync(SignInCommand command, Func<AccountFailures, Error?> admits, CancellationToken cancellationToken)
    {
        var login = await logins.FindAsync(command.Email!, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var counted = await guard.TakeAsync(guard.AccountOf(command.Email!, login?.Value), login?.Value.MemberId, admits);
        return counted.IsSuccess ? await CheckPasswordAsync(command, login, counted.Value, cancellationToken) : counted.Error;
    }

    private async Task<Result<SignedIn>> CheckPasswordAsync(SignInCommand command, Row<Login>? row, PasswordTry counted, CancellationToken cancellationToken)
    {
        var login = row?.Value;
        var check = await passwords.CheckAsync(command.Password!, login?.PasswordHash, cancellationToken);
        if (check == PasswordCheck.Wrong || login is null || login.Email != command.Email)
        {
            Log.Failed(logger, login is null ? Failure.UnknownAddress : check == PasswordCheck.Wrong ? Failure.WrongPassword : Failure.OtherCase, login?.MemberId);
            return await FailAsync(command, counted);
        }

        var started = await StartAsync(command, login, counted);
        if (!started.IsSuccess)
        {
            Log.Failed(logger, Failure.ChangedMeanwhile, login.MemberId);
            return await FailAsync(command, counted);
        }

        if (check == PasswordCheck.RightButOutdated)
        {
            var rehashed = await passwords.HashAsync(command.Password!, CancellationToken.None);
            await logins.ChangeAsync(row!, present => present.PasswordHash == login.PasswordHash ? present with { PasswordHash = rehashed } : Errors.NotAnyMore);
        }

        await expiry.ArmAsync(row!);
        Log.Succeeded(logger, login.MemberId);
        return new SignedIn(login.MemberId, started.Value);
    }

    private async Task<Result<SignedIn>> FailAsync(SignInCommand command, PasswordTry counted)
    {
        SignInTelemetry.CountFailure();
        await networks.CountFailureAsync(command.Caller.Address);
        await guard.FailedAsync(counted);
        if (counted.TellsOwner)
        {
            // For an unknown address too: its mail finds nobody to go to, but the time is the same.
            await mails.QueueAsync(AccountMails.OrderSignInWarning(hasher, counted, clock.GetUtcNow()));
        }

        return Errors.SignInFailed;
    }

    /// <returns>An error when the password was changed, or the login removed, since it was read.</returns>
    private async Task<Result<SessionStarted>> StartAsync(SignInCommand command, Login login, PasswordTry counted)
    {
        if (counted.IsStale(login))
        {
            return Errors.NotAnyMore;
        }

        var kind = command.Caller.IsApp ? SessionKind.App : SessionKind.Browser;
        var (session, started) = startSession.Prepare(login.MemberId, kind, command.StaySignedIn, command.Caller.Client);
        if (await guard.TryReleaseAsync(counted, session, FormerSessions(command, session)))
        {
            return started;
        }

        // Another sign-in of the same member was faster, or the password was changed. First the session, then the look: a change that the look does not see yet
        // ends the session, since it ends all after it has written the new password.
        await sessions.AddAsync(session);
        var now = (await logins.FindAsync(command.Email!, CancellationToken.None))?.Value;
        if (now?.MemberId == login.MemberId && now.PasswordVersion == login.PasswordVersion)
        {
            return started;
        }

        await sessions.EndAsync(session.MemberId, session.Id);
        return Errors.NotAnyMore;
    }

    /// <summary>The member's session that the new one takes the place of, under each hash key. Another member's is none of this one's to end.</summary>
    private IEnumerable<string> FormerSessions(SignInCommand command, Session session) =>
        SessionKeys.TryParse(command.FormerToken, out var memberId, out var secret) && memberId == session.MemberId
            ? SessionKeys.RowOfAllVersions(hasher, memberId, secret)
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
