using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.SignIn;

public static class SignInFunctionServices
{
    public static IServiceCollection AddSignInFunctions(this IServiceCollection services) =>
        services.AddSingleton<Callers>().AddSingleton<MemberAccess>();
}
