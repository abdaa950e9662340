using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Accounts;

public static class AccountFunctionServices
{
    public static IServiceCollection AddAccountFunctions(this IServiceCollection services) =>
        services.AddSingleton<Callers>().AddSingleton<MemberAccess>();
}
