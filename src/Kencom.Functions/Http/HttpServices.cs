using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Http;

/// <summary>Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>How many proxies stand before the app, the Functions host included; the client's address is what the first of them saw (SI-9).</summary>
    [Range(1, 5)]
    public int TrustedProxies { get; set; } = 1;
}

public static class HttpServices
{
    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection(HttpOptions.Section)).ValidateDataAnnotations();
        services.AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<HttpOptions>>((forwarded, http) => forwarded.ForwardLimit = http.Value.TrustedProxies);
        services.AddSingleton<OriginCheck>();
        return services;
    }
}
