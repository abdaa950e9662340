using Azure.Communication.Email;
using Azure.Core;
using Kencom.Core.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Mail;

public static class MailDeliveryServices
{
    /// <summary>The way out for mails. With the endpoint, the credential is the storage's: one identity for all.</summary>
    public static IServiceCollection AddMailDelivery(this IServiceCollection services)
    {
        services.AddSingleton(provider => CreateClient(provider, provider.GetRequiredService<IOptions<MailOptions>>().Value));
        services.AddSingleton<EmailDelivery>();
        services.AddSingleton<MailProvider>(provider => provider.GetRequiredService<EmailDelivery>().DeliverAsync);
        return services;
    }

    private static EmailClient CreateClient(IServiceProvider provider, MailOptions options)
    {
        // No retries of its own: it would sleep through a 429 here while the other instances go on sending (MAIL-2).
        var clientOptions = new EmailClientOptions();
        clientOptions.Retry.MaxRetries = 0;
        clientOptions.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        return options.ConnectionString is { } connectionString
            ? new EmailClient(connectionString, clientOptions)
            : new EmailClient(
                options.Endpoint ?? throw new InvalidOperationException($"Set {MailOptions.Section}:ConnectionString or {MailOptions.Section}:Endpoint."),
                provider.GetRequiredService<TokenCredential>(),
                clientOptions);
    }
}
