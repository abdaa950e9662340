using Kencom.Core.Security;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Kencom.Functions.Security;

/// <summary>Has the vault's secrets read before the first function runs: of any kind, since all of them make keys.</summary>
public sealed class LoadSecretsMiddleware(VaultSecrets secrets) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await secrets.LoadAsync();
        await next(context);
    }
}
