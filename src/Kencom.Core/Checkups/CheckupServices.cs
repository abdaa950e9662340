using Kencom.Core.Checkups.Access;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Checkups.SecretQuestions;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Members;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Checkups;

public static class CheckupServices
{
    public static IServiceCollection AddCheckups(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CheckupOptions>().Bind(configuration.GetSection(CheckupOptions.Section));
        services.AddSingleton<CheckupStore>();
        services.AddSingleton<ViewingCodeStore>();
        services.AddSingleton<GroupPersons>();
        services.AddSingleton<CheckupAccessStore>();
        services.AddSingleton<PersonsOfMember>();

        services.AddSingleton<VerifyViewingCode>();
        services.AddSingleton<SetSecretQuestion>();
        services.AddSingleton<UnlockCheckups>();
        services.AddSingleton<FindLocked>();
        services.AddSingleton<ViewCheckups>();
        services.AddSingleton<GiveMoreTries>();
        services.AddSingleton<IMemberData, ForgetCheckupAccess>();
        return services;
    }
}
