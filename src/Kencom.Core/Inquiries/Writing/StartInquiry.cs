using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Cards;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Inquiries;

/// <summary>The form as it was sent (INQ-1).</summary>
/// <param name="AcceptedPrivacy">The version of the privacy notice that was accepted.</param>
/// <param name="SignedInMemberId">Whose session it was sent with; null for none.</param>
public sealed record StartInquiryCommand(
    string? KanaName, string? Email, string? EmailConfirmation, string? InsurerName, string? BirthDate, InquiryKind? Kind, string? Text,
    string? AppVersion, string? Phone, string? OsVersion, string? Browser, string? AcceptedPrivacy, string? Captcha, Caller Caller, string? SignedInMemberId);

/// <summary>
/// Takes an inquiry (INQ-1). The answer is the same for every address. Whether it is a member's is looked up each time alike; only the mail differs, where the
/// name and the birth date are that member's, too (CK-6).
/// </summary>
/// <remarks>Storage calls: the address's allowance 3, the network's 1, the captcha's use 0–1, the member 2, the due entry 1, the inquiry with all its rows 1, the mail 3.</remarks>
public sealed class StartInquiry(
    Admission admission,
    KnownDevices devices,
    LoginStore logins,
    MemberStore members,
    InquiryStore inquiries,
    EndInquiries end,
    MailOutbox mails,
    KeyedHasher hasher,
    IOptions<RegistrationOptions> registrationOptions,
    TimeProvider clock)
{
    /// <returns>The inquiry's number.</returns>
    public async Task<Result<string>> HandleAsync(StartInquiryCommand command, CancellationToken cancellationToken)
    {
        var form = InquiryForm.Read(command, JapanTime.Today(clock));
        if (!form.IsSuccess)
        {
            return form.Error;
        }

        if (command.AcceptedPrivacy != registrationOptions.Value.PrivacyNotice)
        {
            return Errors.TermsOutdated(registrationOptions.Value.MembershipTerms, registrationOptions.Value.PrivacyNotice);
        }

        return await RefuseAsync(command, cancellationToken) is { } refusal ? refusal : await KeepAsync(command, form.Value, cancellationToken);
    }

    private Task<Error?> RefuseAsync(StartInquiryCommand command, CancellationToken cancellationToken) => admission.AdmitAsync(
        new AdmissionRequest(
            command.Caller,
            CaptchaPurpose.Inquiry,
            command.Captcha,
            Allowances.Inquiries,
            new SubjectUse(Allowances.Mails, EmailAddress.Fold(command.Email!), token => devices.KnowAsync(command.Email!, command.Caller, token))),
        cancellationToken);

    private async Task<Result<string>> KeepAsync(StartInquiryCommand command, InquiryForm form, CancellationToken cancellationToken)
    {
        var applicantId = command.SignedInMemberId ?? await FindMemberAsync(form, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            var inquiry = NewInquiry(form.Kind, applicantId, isProven: command.SignedInMemberId is not null);
            var message = new InquiryMessage(Guid.NewGuid().ToString("N"), By: null, form.Text, inquiry.CreatedAt);
            await end.LookSoonAsync(inquiry.Number);
            if (await inquiries.TryAddAsync(inquiry, form.Person, message))
            {
                await mails.QueueAsync(InquiryMails.Received(hasher, inquiry) with { Cause = MailCause.Of(hasher, command.Caller) });
                return inquiry.Number;
            }
        }
    }

    private Inquiry NewInquiry(InquiryKind kind, string? applicantId, bool isProven)
    {
        var now = clock.GetUtcNow();
        var waitsForProof = kind == InquiryKind.ViewingCode && applicantId is not null && !isProven;
        return new Inquiry
        {
            Number = InquiryNumber.New(),
            Kind = kind,
            State = waitsForProof ? InquiryState.Unconfirmed : InquiryState.Open,
            CreatedAt = now,
            ChangedAt = now,
            WaitingSince = waitsForProof ? null : now,
            HashVersion = hasher.CurrentVersion,
            ApplicantId = applicantId,
            ProvenAt = isProven ? now : null,
            Unmailed = [InquiryMails.ReceivedMessage],
        };
    }

    /// <summary>Two reads, whether there is such a member or not.</summary>
    private async Task<string?> FindMemberAsync(InquiryForm form, CancellationToken cancellationToken)
    {
        var login = await logins.FindAsync(form.Person.Email, cancellationToken);
        var member = await members.FindAsync(login?.Value.MemberId ?? "nobody", cancellationToken);
        return member is { LeavingSince: null } && form.IsOf(member) ? member.Id : null;
    }
}

/// <summary>The form's values, read and masked.</summary>
internal sealed record InquiryForm(InquiryKind Kind, string Text, InquiryPerson Person)
{
    private const int LongestInsurerName = 100;
    private const int LongestDeviceText = 50;

    public static Result<InquiryForm> Read(StartInquiryCommand command, DateOnly today)
    {
        var errors = new FieldErrors();
        var (name, birthDate) = PersonFields.Read(command.KanaName, command.BirthDate, today, errors);
        ReadEmail(command, errors);
        errors.Require(command.Kind is not null, "kind", "お問い合わせの種類を選択してください。");
        errors.Require(command.AcceptedPrivacy is { Length: > 0 }, "acceptedPrivacy", "個人情報の取り扱いに同意してください。");
        var insurer = InquiryTexts.Read(command.InsurerName, "insurerName", "健康保険組合名", LongestInsurerName, errors);
        var text = InquiryTexts.Read(command.Text, "text", "お問い合わせ内容", InquiryTexts.LongestMessage, errors);
        var person = new InquiryPerson(
            name.Step1 is null ? "" : name.Value,
            command.Email ?? "",
            insurer,
            birthDate,
            Device(command.AppVersion, "appVersion", "アプリのバージョン", errors),
            Device(command.Phone, "phone", "端末名", errors),
            Device(command.OsVersion, "osVersion", "OSのバージョン", errors),
            Device(command.Browser, "browser", "ブラウザー", errors));
        return errors.Any ? Errors.ValidationFailed(errors) : new InquiryForm(command.Kind!.Value, text, person);
    }

    /// <summary>Whether who wrote typed this member's address, name and birth date.</summary>
    public bool IsOf(Member member) =>
        member.Email == Person.Email && member.BirthDate == Person.BirthDate
        && KanaName.TryParse(member.KanaName, out var theirs) && KanaName.TryParse(Person.KanaName, out var typed) && theirs.Step3 == typed.Step3;

    private static void ReadEmail(StartInquiryCommand command, FieldErrors errors)
    {
        if (errors.Require(command.Email is { Length: > 0 }, "email", "メールアドレスを入力してください。"))
        {
            errors.Require(EmailAddress.IsValid(command.Email!), "email", "メールアドレスの形式が正しくありません。");
        }

        errors.Require(command.EmailConfirmation == command.Email, "emailConfirmation", "確認用のメールアドレスが一致しません。");
    }

    private static string? Device(string? text, string field, string what, FieldErrors errors) =>
        InquiryTexts.ReadOptional(text, field, what, LongestDeviceText, errors);
}
