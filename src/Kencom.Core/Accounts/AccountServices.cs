using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Accounts;

public static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection(SessionOptions.Section));
        services.AddOptions<PasswordResetOptions>().Bind(configuration.GetSection(PasswordResetOptions.Section));
        services.AddOptions<GuessingOptions>().Bind(configuration.GetSection(GuessingOptions.Section)).PostConfigure(options => OptionLists.FillIn(options.Waits, GuessingOptions.DefaultWaits));

        services.AddSingleton<LoginStore>();
        services.AddSingleton<KnownDevices>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<StartSession>();
        services.AddSingleton<CheckSession>();
        services.AddSingleton<SessionExpiry>();
        services.AddSingleton<ListSessions>();

        services.AddSingleton<GuessGuard>();
        services.AddSingleton<ProvePassword>();
        services.AddSingleton<SetPassword>();
        services.AddTransient<SignInMember>();
        services.AddTransient<RequestPasswordReset>();
        services.AddSingleton<ConfirmPasswordReset>();
        services.AddSingleton<CheckPasswordResetLink>();
        services.AddSingleton<AccountLinks>();
        services.AddSingleton<IMailComposer, ComposePasswordResetMail>();
        services.AddSweep<SetPassword>(SweepGroups.Accounts, "password-changes", set => set.SweepAsync);
        services.AddSweep<SessionExpiry>(SweepGroups.Accounts, "sessions", expiry => expiry.SweepAsync);
        services.AddSweep<GuessGuard>(SweepGroups.Accounts, "guesses", guard => guard.SweepAsync);
        return services;
    }
}
