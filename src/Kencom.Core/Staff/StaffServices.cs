using Kencom.Core.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Staff;

public static class StaffServices
{
    public static IServiceCollection AddStaff(this IServiceCollection services) => services.AddSingleton<AuditLog>();
}
