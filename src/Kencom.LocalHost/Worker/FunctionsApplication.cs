// Microsoft.Azure.Functions.Worker and .Extensions.Http.AspNetCore
using Kencom.LocalHost.Host;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly LocalAppBuilder _app;

    internal FunctionsApplicationBuilder(string[]? args) => _app = new LocalAppBuilder(args ?? []);

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_app.Web).Properties;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public ConfigurationManager Configuration => _app.Web.Configuration;

    public IHostEnvironment Environment => _app.Web.Environment;

    public ILoggingBuilder Logging => _app.Web.Logging;

    public IMetricsBuilder Metrics => _app.Web.Metrics;

    public IServiceCollection Services => _app.Web.Services;

    public IHost Build() => _app.Build();

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_app.Web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _app.Middleware.Add(middleware);
        return this;
    }
}

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        HttpIntegration.AddTo(builder);
        return builder;
    }
}
