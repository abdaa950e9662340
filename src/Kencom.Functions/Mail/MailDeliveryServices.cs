using Azure.Communication.Email;
using Azure.Core;
using Kencom.Core.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Mail;

public static class MailDeliveryServices
{
    public static IServiceCollection AddMailDelivery(this IServiceCollection services)
    {
        services.AddSingleton(provider => CreateClient(provider, provider.GetRequiredService<IOptions<MailOptions>>().Value));
        services.AddSingleton<EmailDelivery>();
        services.AddSingleton<DeliverMail>(provider => provider.GetRequiredService<EmailDelivery>().DeliverAsync);
        return services;
    }

    private static EmailClient CreateClient(IServiceProvider provider, MailOptions options)
    {
        // No retries of its own: a failed try is counted, paced and repeated over all instances (SendMail).
        var clientOptions = new EmailClientOptions();
        clientOptions.Retry.MaxRetries = 0;
        return options.ConnectionString is { } connectionString
            ? new EmailClient(connectionString, clientOptions)
            : new EmailClient(options.Endpoint ?? throw new InvalidOperationException("Set Mail:ConnectionString or Mail:Endpoint."), provider.GetRequiredService<TokenCredential>(), clientOptions);
    }
}
