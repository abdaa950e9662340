using System.Text.RegularExpressions;
using Kencom.Core.Mail;

namespace Kencom.Core.Tests.Mail;

public sealed partial class MailTemplateTests
{
    public static TheoryData<MailModel> Models => new(MailSamples.All);

    [Fact]
    public void Samples_EveryModel_IsAmongThem() =>
        MailSamples.All.Select(model => model.GetType()).Distinct().Should().BeEquivalentTo(
            typeof(MailModel).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MailModel))));

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Rule", "MAIL-3")]
    public void Render_EveryModel_HasSubjectTextAndHtmlWithoutGaps(MailModel model)
    {
        var mail = MailSamples.Render(model);

        mail.Subject.Should().StartWith("【kencom】").And.NotContain("\n");
        foreach (var part in new[] { mail.Text, mail.Html })
        {
            part.Should().NotContainAny("{{", "}}", "{%", "%}").And.Contain("ケンコム運営事務局").And.Contain("https://kencom.example/inquiry");
            part.Should().Contain("送信専用");
        }

        mail.Text.Should().NotContain("<").And.NotContain("\n\n\n");
        mail.Html.Should().Contain($"<title>{mail.Subject}</title>").And.Contain("lang=\"ja\"").And.Contain("width=device-width");
    }

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Rule", "MAIL-3")]
    public void Render_EveryModel_LoadsNothingAndRunsNothing(MailModel model)
    {
        var html = MailSamples.Render(model).Html;

        Loading().Matches(html).Should().BeEmpty("remote content tells the sender that the mail was opened");
        AnyUrl().Matches(html).Select(url => url.Value).Should().OnlyContain(url => url.StartsWith("https://kencom.example/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Rule", "MAIL-3")]
    public void Render_EveryModel_TextAndHtmlLeadToTheSamePages(MailModel model)
    {
        var mail = MailSamples.Render(model);

        var inText = AnyUrl().Matches(mail.Text).Select(url => url.Value).ToHashSet();
        var inHtml = AnyUrl().Matches(mail.Html).Select(url => url.Value).ToHashSet();

        inHtml.Should().BeEquivalentTo(inText);
        if (model.Path is { } path)
        {
            inText.Should().Contain("https://kencom.example" + path);
        }
    }

    [Fact]
    [Trait("Rule", "REG-10")]
    public void Render_Activation_SaysWhatTheRuleAsksFor()
    {
        var mail = MailSamples.Render(new ActivationMail(MailSamples.DayLink, NeedsCard: true));

        mail.Subject.Should().Be("【kencom】仮登録ありがとうございます（※まだ本登録は完了していません）");
        foreach (var part in new[] { mail.Text, mail.Html.Replace("<strong>", "", StringComparison.Ordinal).Replace("</strong>", "", StringComparison.Ordinal) })
        {
            part.Should().Contain("会員登録はまだ終わっていません")
                .And.Contain("https://kencom.example/users/k3NcoM7yT2aQ9wEr5zXb/activate")
                .And.Contain("24時間使えます（2026年11月23日 21時30分まで）")
                .And.Contain("資格確認書")
                .And.Contain("送信専用")
                .And.Contain("お心当たりのない方へ")
                .And.Contain("https://kencom.example/inquiry")
                .And.Contain("ケンコム運営事務局");
        }
    }

    [Fact]
    [Trait("Rule", "REG-10")]
    public void Render_ActivationOfAGroup_DoesNotAskForTheCard()
    {
        var mail = MailSamples.Render(new ActivationMail(MailSamples.HourLink, NeedsCard: false));

        mail.Text.Should().NotContain("資格確認書").And.Contain("1時間使えます（2026年11月22日 22時30分まで）");
        mail.Html.Should().NotContain("資格確認書");
    }

    [Fact]
    [Trait("Rule", "MAIL-3")]
    public void Render_ValuesWithMarkup_AreEscapedInHtmlAndPlainInText()
    {
        const string attack = "<script>alert(1)</script>\"'&\r\n<img src=x>";

        var mail = MailSamples.Render(new InquiryAnswerMail(attack, attack, "token"));

        mail.Html.Should().NotContainAny("<script", "<img", "\"'&").And.Contain("&lt;script&gt;alert(1)&lt;/script&gt;").And.Contain("<br>&lt;img");
        mail.Text.Should().Contain("<script>alert(1)</script>");
    }

    [Theory]
    [InlineData("1\r\nBcc: all@example.com")]
    [InlineData("1\nBcc: all@example.com")]
    [InlineData("1\u2028Bcc: all@example.com")]
    [InlineData("1\0\u0085Bcc: all@example.com")]
    [Trait("Rule", "MAIL-3")]
    public void Render_LineBreakInASubject_StaysOneLine(string number)
    {
        var mail = MailSamples.Render(new InquiryReceivedMail(number, MailSamples.Now, new DateOnly(2026, 11, 24), "token"));

        mail.Subject.Should().MatchRegex(@"\A[^\p{C}\p{Zl}\p{Zp}]+\z").And.Contain("Bcc: all@example.com");
    }

    [Fact]
    public void ToString_OfWhatHoldsPersonalData_TellsNothing()
    {
        var model = new LoginIdReminderMail("taro@kencom.example");

        $"{model} {new MailContent("taro@kencom.example", model)} {MailSamples.Render(model)} {MailSamples.HourLink}"
            .Should().NotContain("taro").And.NotContain(MailSamples.HourLink.Token);
    }

    [GeneratedRegex(@"<(script|img|link|iframe|object|embed|form|video|audio|base|svg)\b|@import|url\(|\son\w+=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Loading();

    [GeneratedRegex(@"https?://[\w./:%?=&#-]+")]
    private static partial Regex AnyUrl();
}
