using Kencom.TestSupport.Host;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary>An app of a few functions of a test's own.</summary>
internal static class SmallApp
{
    public static Task<LocalFunctionApp> StartAsync<TFunctions>(Action<FunctionsApplicationBuilder>? program = null) =>
        StartAsync([typeof(TFunctions)], program);

    public static async Task<LocalFunctionApp> StartAsync(
        IReadOnlyList<Type> functions, Action<FunctionsApplicationBuilder>? program = null) =>
        await StartAsync(program, new LocalFunctionAppOptions
        {
            StorageConnectionString = await StorageEmulator.NewAccountAsync(),
            FunctionTypes = functions,
        });

    public static Task<LocalFunctionApp> StartAsync(Action<FunctionsApplicationBuilder>? program, LocalFunctionAppOptions options)
    {
        options.EntryPoint = args =>
        {
            var builder = FunctionsApplication.CreateBuilder(args);
            builder.ConfigureFunctionsWebApplication();
            program?.Invoke(builder);
            builder.Build().Run();
            return Task.CompletedTask;
        };
        return LocalFunctionApp.StartAsync(typeof(SmallApp).Assembly, options);
    }
}
