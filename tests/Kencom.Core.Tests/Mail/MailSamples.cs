using Kencom.Core.Mail;

namespace Kencom.Core.Tests.Mail;

/// <summary>One mail of each model, with the values of the manual's own person.</summary>
public static class MailSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 30, 45, TimeSpan.Zero);

    public static readonly MailLink HourLink = new("k3NcoM7yT2aQ9wEr5zXb", TimeSpan.FromHours(1), Now + TimeSpan.FromHours(1));

    public static readonly MailLink DayLink = HourLink with { ValidFor = TimeSpan.FromHours(24), ValidUntil = Now + TimeSpan.FromHours(24) };

    public static MailOptions Options => new()
    {
        FrontEndUrl = new Uri("https://kencom.example/"),
        SenderAddress = "donotreply@kencom.example",
        OperatorName = "ケンコム運営事務局",
    };

    public static MailRenderer Renderer => new(Microsoft.Extensions.Options.Options.Create(Options));

    public static IEnumerable<MailModel> All =>
    [
        new ActivationMail(DayLink, NeedsCard: true),
        new ActivationMail(HourLink, NeedsCard: false),
        new ActivationForMemberMail(),
        new PasswordResetMail(HourLink),
        new WelcomeMail(),
        new EmailChangeMail(HourLink),
        new PrintFileMail(DayLink, Rows: 1200),
        new EmailChangedMail(Now),
        new LoginIdReminderMail("Kencom.Taro-very.long.address@subdomain.department.kencom.example"),
        new SignInWarningMail(10, Now),
        new PasswordChangedMail(Now),
        new WaitingCheckStartedMail("k3NcoM7yT2.aQ9wEr5zXbk3NcoM7yT2aQ9wEr5zXbk3", Now + TimeSpan.FromDays(90)),
        new WaitingCheckFoundMail(DayLink with { ValidFor = TimeSpan.FromDays(7), ValidUntil = Now + TimeSpan.FromDays(7) }),
        new WaitingCheckEndedMail(TimeSpan.FromDays(90)),
        new InquiryReceivedMail("Q7K2M9XR4T", Now, new DateOnly(2026, 11, 24), HourLink.Token),
        new InquiryAnswerMail("Q7K2M9XR4T", "お問い合わせありがとうございます。\n\n健診閲覧コードは、来週までにはがきでお届けします。\nいましばらくお待ちください。", HourLink.Token),
        new ViewingCodeRequestMail("Q7K2M9XR4T", DayLink, HourLink.Token),
        new MembershipEndedMail(Now),
        new ContractEndingMail("デモ健康保険組合", new DateOnly(2026, 12, 22)),
    ];

    public static RenderedMail Render(MailModel model) => Renderer.Render(Guid.Empty, new MailContent("taro@kencom.example", model));
}
