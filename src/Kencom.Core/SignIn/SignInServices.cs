using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.SignIn;

public static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection(SessionOptions.Section));
        services.AddOptions<AppKeyOptions>().Bind(configuration.GetSection(AppKeyOptions.Section));
        services.AddOptions<PasswordResetOptions>().Bind(configuration.GetSection(PasswordResetOptions.Section));
        services.AddOptions<CaptchaOptions>().Bind(configuration.GetSection(CaptchaOptions.Section)).PostConfigure(options => FillIn(options.Levels, CaptchaOptions.DefaultLevels));
        services.AddOptions<GuessingOptions>().Bind(configuration.GetSection(GuessingOptions.Section)).PostConfigure(options => FillIn(options.Waits, GuessingOptions.DefaultWaits));

        services.AddSingleton<SessionStore>();
        services.AddSingleton<StartSession>();
        services.AddSingleton<CheckSession>();
        services.AddSingleton<SessionExpiry>();
        services.AddSingleton<ListSessions>();

        services.AddSingleton<AppKeys>();
        services.AddSingleton<NetworkActivityStore>();
        services.AddSingleton<ExemptNetworks>();
        services.AddSingleton<Altcha>();
        services.AddSingleton<SpentCaptchas>();
        services.AddHttpClient<Recaptcha>();
        services.AddTransient<Captcha>();
        services.AddTransient<IssueCaptcha>();

        services.AddSingleton<GuessGuard>();
        services.AddSingleton<ProvePassword>();
        services.AddSingleton<SetPassword>();
        services.AddTransient<SignInMember>();
        services.AddTransient<RequestPasswordReset>();
        services.AddSingleton<ConfirmPasswordReset>();
        services.AddSingleton<CheckPasswordResetLink>();
        services.AddTransient<RemindLoginId>();
        services.AddSingleton<PasswordResetLogins>();
        services.AddSingleton<IMailComposer, PasswordResetLink>();
        services.AddSingleton<IMailComposer, PasswordChangedNotice>();
        services.AddSingleton<IMailComposer, SignInWarning>();
        services.AddSingleton<IMailComposer, LoginIdReminder>();
        services.AddSweep<SetPassword>(SweepGroups.Accounts, "password-changes", set => set.SweepAsync);
        services.AddSweep<SessionExpiry>(SweepGroups.Accounts, "sessions", expiry => expiry.SweepAsync);
        services.AddSweep<GuessGuard>(SweepGroups.Accounts, "guesses", guard => guard.SweepAsync);
        services.AddSweep<SpentCaptchas>(SweepGroups.Accounts, "captchas", spent => spent.SweepAsync);
        services.AddSweep<NetworkActivityStore>(SweepGroups.Accounts, "networks", networks => networks.SweepAsync);
        return services;
    }

    /// <summary>A list in the settings replaces the default as a whole; the binder alone would append to it.</summary>
    private static void FillIn<T>(IList<T> list, IReadOnlyList<T> defaults)
    {
        if (list.Count == 0)
        {
            foreach (var item in defaults)
            {
                list.Add(item);
            }
        }
    }
}
