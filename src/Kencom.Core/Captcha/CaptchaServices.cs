using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Captcha;

public static class CaptchaServices
{
    public static IServiceCollection AddCaptcha(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CaptchaOptions>().Bind(configuration.GetSection(CaptchaOptions.Section)).PostConfigure(options => OptionLists.FillIn(options.Levels, CaptchaOptions.DefaultLevels));
        services.AddSingleton<Altcha>();
        services.AddSingleton<SpentCaptchas>();
        services.AddHttpClient<Recaptcha>();
        services.AddTransient<CaptchaGate>();
        services.AddTransient<Admission>();
        services.AddTransient<IssueCaptcha>();
        services.AddSweep<SpentCaptchas>(SweepGroups.Accounts, "captchas", spent => spent.SweepAsync);
        return services;
    }
}
