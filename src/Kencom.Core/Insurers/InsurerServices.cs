using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Insurers;

public static class InsurerServices
{
    public static IServiceCollection AddInsurers(this IServiceCollection services)
    {
        services.AddSingleton<InsurerStore>();
        services.AddSingleton<CallerNetworks>();
        services.AddSingleton<PutInsurer>();
        services.AddSingleton<PutGroup>();
        return services;
    }
}
