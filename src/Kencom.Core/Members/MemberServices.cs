using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Members;

public static class MemberServices
{
    public static IServiceCollection AddMembers(this IServiceCollection services)
    {
        services.AddSingleton<LoginStore>();
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<MemberStore>();
        services.AddSingleton<InvitationStore>();
        return services;
    }
}
