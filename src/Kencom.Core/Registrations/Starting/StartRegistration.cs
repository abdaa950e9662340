using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

/// <summary>What a person gives at the start (REG-1). Nothing is checked yet.</summary>
public sealed record StartRegistrationCommand
{
    public Channel? Channel { get; init; }

    public string? Email { get; init; }

    /// <summary>On <see cref="Security.Channel.Web"/> the address is typed twice.</summary>
    public string? EmailConfirmation { get; init; }

    public string? Password { get; init; }

    public string? InvitationCode { get; init; }

    public string? GroupCode { get; init; }

    public bool? Newsletter { get; init; }

    /// <summary>The accepted version of the membership terms (REG-8).</summary>
    public string? MembershipTerms { get; init; }

    /// <summary>The accepted version of the privacy notice (REG-8).</summary>
    public string? PrivacyNotice { get; init; }

    public string? Captcha { get; init; }

    public required Caller Caller { get; init; }
}

/// <param name="StarterSecret">Proves later who started (REG-13): to a browser as a cookie, to the app in the body.</param>
public sealed record RegistrationStarted(string RegistrationId, string StarterSecret, Channel Channel, TimeSpan LinkValidFor);

/// <summary>
/// Starts a registration. Whether the address is a member's is not even looked at here: the mail finds out when it is sent, so that answer, time and storage
/// work are the same for every address (REG-9).
/// </summary>
/// <remarks>
/// Storage calls: the address's allowance 3 (read, when to forget it, counted: nothing may be decided on what is remembered, or time would tell which addresses
/// somebody has started for), the network's 1, invitation or group code 0–2, when to look at it 1, registration 1, start of the address 1, mail 2. No two of them
/// can be one: they are rows of nine partitions, each found by another key.
/// </remarks>
public sealed class StartRegistration(
    RegistrationStore registrations,
    RegistrationKeys keys,
    RegistrationDue due,
    InvitationStore invitations,
    InsurerStore insurers,
    PasswordRules passwordRules,
    PasswordHasher passwords,
    NetworkAllowances networks,
    Admission admission,
    KnownDevices devices,
    KeyedHasher hasher,
    MailOutbox mails,
    IOptions<RegistrationOptions> options,
    TimeProvider clock)
{
    public async Task<Result<RegistrationStarted>> HandleAsync(StartRegistrationCommand command, CancellationToken cancellationToken)
    {
        // What is refused for its form takes nothing of what others need (ABU-2): only the estimate of the password is dear, and has an allowance of its own.
        if ((await networks.LookAsync(command.Caller, Allowances.PasswordChecks, cancellationToken)).Wait is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        if (Validate(command) is { } invalid)
        {
            if (command.Password is { Length: > 0 })
            {
                await networks.TakeAsync(command.Caller, Allowances.PasswordChecks);
            }

            return invalid;
        }

        if (command.MembershipTerms != options.Value.MembershipTerms || command.PrivacyNotice != options.Value.PrivacyNotice)
        {
            return Errors.TermsOutdated(options.Value.MembershipTerms, options.Value.PrivacyNotice);
        }

        var pass = await admission.LookAsync(
            new AdmissionRequest(
                command.Caller,
                CaptchaPurpose.Registration,
                command.Captcha,
                Allowances.Starts,
                new SubjectUse(Allowances.Mails, EmailAddress.Fold(command.Email!), token => devices.KnowAsync(command.Email!, command.Caller, token))),
            cancellationToken);
        if (!pass.IsSuccess)
        {
            return pass.Error;
        }

        var codes = await FindCodesAsync(command, cancellationToken);
        if (!codes.IsSuccess)
        {
            await networks.TakeAsync(command.Caller, Allowances.Starts); // Codes must not be guessed without a limit.
            return codes.Error;
        }

        return await admission.CountAsync(pass.Value) is { } refused ? refused : await StartAsync(command, codes.Value, cancellationToken);
    }

    private Error? Validate(StartRegistrationCommand command)
    {
        var errors = new FieldErrors();
        errors.Require(command.Channel is not null, "channel", "appまたはwebを指定してください。");
        ValidateEmail(command, errors);
        errors.Require(command.Newsletter is not null, "newsletter", "お知らせを受け取るかどうかを指定してください。");
        errors.Require(command.MembershipTerms is { Length: > 0 }, "acceptedTerms.membership", "会員規約への同意が必要です。");
        errors.Require(command.PrivacyNotice is { Length: > 0 }, "acceptedTerms.privacy", "個人情報の取り扱いへの同意が必要です。");
        var conditions = ValidatePassword(command, errors);
        if (!errors.Any)
        {
            return null;
        }

        var error = Errors.ValidationFailed(errors);
        return conditions is null ? error : error.With("passwordConditions", conditions);
    }

    private static void ValidateEmail(StartRegistrationCommand command, FieldErrors errors)
    {
        if (errors.Require(command.Email is { Length: > 0 }, "email", "メールアドレスを入力してください。"))
        {
            errors.Require(EmailAddress.IsValid(command.Email!), "email", "メールアドレスの形が正しくありません。スペースや全角文字は使えません。");
        }

        if (command.Channel == Channel.Web)
        {
            errors.Require(command.EmailConfirmation == command.Email, "emailConfirmation", "確認用のメールアドレスが一致しません。");
        }
        else
        {
            errors.Require(command.EmailConfirmation is null || command.EmailConfirmation == command.Email, "emailConfirmation", "確認用のメールアドレスが一致しません。");
        }
    }

    private PasswordConditions? ValidatePassword(StartRegistrationCommand command, FieldErrors errors)
    {
        if (!errors.Require(command.Password is { Length: > 0 }, "password", "パスワードを入力してください。"))
        {
            return null;
        }

        var conditions = passwordRules.Check(command.Password!, command.Email ?? "", command.Channel ?? Channel.Web);
        errors.Require(conditions.AllHold(), "password", "パスワードの条件を満たしていません。");
        return conditions.AllHold() ? null : conditions;
    }

    private async Task<Result<FoundCodes>> FindCodesAsync(StartRegistrationCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        string? inviter = null;
        if (command.InvitationCode is { Length: > 0 } invitationCode)
        {
            inviter = await invitations.FindInviterAsync(invitationCode, cancellationToken);
            errors.Require(inviter is not null, "invitationCode", "この招待コードは使えません。大文字・小文字もご確認ください。");
        }

        string? group = null;
        if (command.GroupCode is { Length: > 0 } groupCode)
        {
            group = (await insurers.FindGroupAsync(groupCode, cancellationToken))?.Code;
            errors.Require(group is not null, "groupCode", "この団体連携コードは使えません。");
        }

        return errors.Any ? Errors.ValidationFailed(errors) : new FoundCodes(inviter, group);
    }

    private async Task<Result<RegistrationStarted>> StartAsync(StartRegistrationCommand command, FoundCodes codes, CancellationToken cancellationToken)
    {
        var id = RegistrationKeys.NewId();
        var email = command.Email!;
        var startsKey = keys.Starts(email);
        var passwordHash = await passwords.HashAsync(command.Password!, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        var channel = command.Channel!.Value;
        var now = clock.GetUtcNow();
        var validFor = options.Value.LinkValidFor(channel);
        var starterSecret = RegistrationKeys.NewStarterSecret(id);
        var registration = new Registration
        {
            Id = id,
            State = RegistrationState.Provisional,
            Channel = channel,
            Email = email,
            PasswordHash = passwordHash,
            InviterMemberId = codes.InviterMemberId,
            GroupCode = codes.GroupCode,
            Newsletter = command.Newsletter!.Value,
            Terms = new AcceptedTerms(command.MembershipTerms!, command.PrivacyNotice!, now),
            StarterSecretHash = keys.HashOfStarterSecret(starterSecret),
            StartedAt = now,
            LinkVersion = 1,
            LinkIssuedAt = now,
            LinkValidFor = validFor,
            HashVersion = keys.CurrentVersion,
            StartsKey = startsKey,
            MailId = keys.LinkMailId(MailKind.Activation, keys.CurrentVersion, id, 1),
        };
        await due.ArmAsync(id, now + validFor);
        await registrations.AddAsync(registration);
        await registrations.NoteStartAsync(startsKey, id); // After the registration, with which it is deleted: alone it would stay for ever.
        await mails.QueueAsync(ComposeActivationMail.OrderFor(registration) with { Cause = MailCause.Of(hasher, command.Caller) });
        return new RegistrationStarted(id, starterSecret, channel, validFor);
    }

    private readonly record struct FoundCodes(string? InviterMemberId, string? GroupCode);
}
