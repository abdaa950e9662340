using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
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

    /// <summary>
    /// The header in which they tell the client's address. Behind Front Door it is <c>X-Azure-SocketIP</c>, which Front Door sets from the connection itself; a
    /// client can write what it likes into X-Azure-ClientIP. The default can be forged nowhere, but is true on one machine only: the Functions host replaces a
    /// client's X-Forwarded-For by the address that its own connection comes from (azure-functions-host issue 11254). On Azure that is a proxy, with or without
    /// Front Door, and everybody would share its limits.
    /// </summary>
    public string ClientAddressHeader { get; set; } = ForwardedHeadersDefaults.XForwardedForHeaderName;
}

public static class HttpServices
{
    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection(HttpOptions.Section)).ValidateDataAnnotations();
        services.AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<HttpOptions>>((forwarded, http) =>
            {
                // How many are trusted is what counts: by default only a proxy on this machine would be, and the second one's word never taken.
                forwarded.ForwardLimit = http.Value.TrustedProxies;
                forwarded.ForwardedForHeaderName = http.Value.ClientAddressHeader;
                forwarded.KnownProxies.Clear();
                forwarded.KnownIPNetworks.Clear();
            });
        services.AddSingleton<OriginCheck>();
        return services;
    }
}
