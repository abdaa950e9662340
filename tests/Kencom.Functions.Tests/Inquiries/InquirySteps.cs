using Kencom.Core.Registrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Tests.Inquiries;

/// <summary>The steps of an inquiry as the person and support take them.</summary>
internal static class InquirySteps
{
    public const string Reason = "%E5%95%8F%E3%81%84%E5%90%88%E3%82%8F%E3%81%9B%E3%81%B8%E3%81%AE%E5%AF%BE%E5%BF%9C"; // 問い合わせへの対応

    /// <summary>A whole and right form; change what the test is about.</summary>
    public static FormBody Form(this TestApp app) => new()
    {
        AcceptedPrivacy = app.Services.GetRequiredService<IOptions<RegistrationOptions>>().Value.PrivacyNotice,
    };

    /// <summary>Solves the captcha where one is asked for, as the page does.</summary>
    public static async Task<ApiResponse> InquireAsync(this ApiClient client, FormBody form)
    {
        var answer = await client.PostAsync("/api/inquiries", form);
        return answer.Code == "captcha-required"
            ? await client.PostAsync("/api/inquiries", form with { Captcha = AltchaSolver.Solve(answer.Json.GetProperty("challenge")) })
            : answer;
    }

    public static async Task<string> NumberAsync(this ApiClient client, FormBody form)
    {
        var answer = await client.InquireAsync(form);
        Expect(answer, 202);
        return answer.Text("inquiryNumber");
    }

    public static ApiClient Staff(this TestApp app, string name = "支援 太郎", string role = "Support")
    {
        var client = app.NewClient();
        client.Bearer = app.Host.IssueStaffToken(name, role);
        client.Headers["X-Audit-Reason"] = Reason;
        return client;
    }

    /// <summary>Who holds the link of a mail.</summary>
    public static ApiClient Holding(this TestApp app, string token)
    {
        var client = app.NewClient();
        client.Bearer = token;
        return client;
    }

    /// <summary>The token behind the hash of the link to a page.</summary>
    public static string TokenOf(this ReceivedMail mail, string page)
    {
        var at = mail.Text.IndexOf($"/inquiry/{page}#", StringComparison.Ordinal);
        at.Should().BePositive("the mail leads to {0}: {1}", page, mail.Text);
        return new string([.. mail.Text[(at + $"/inquiry/{page}#".Length)..].TakeWhile(char.IsAsciiLetterOrDigit)]);
    }
}

internal sealed record FormBody
{
    public string? KanaName { get; init; } = "ケンコムタロウ";

    public string? Email { get; init; } = SignUp.Email;

    public string? EmailConfirmation { get; init; } = SignUp.Email;

    public string? InsurerName { get; init; } = "デモ健康保険組合";

    public string? BirthDate { get; init; } = "1972-04-15";

    public string? Kind { get; init; } = "other";

    public string? Text { get; init; } = "アプリが開きません。";

    public string? AppVersion { get; init; }

    public string? Phone { get; init; }

    public string? OsVersion { get; init; }

    public string? Browser { get; init; }

    public object? AcceptedPrivacy { get; init; }

    public string? Captcha { get; init; }
}
