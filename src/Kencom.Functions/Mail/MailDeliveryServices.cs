using Azure.Communication.Email;
using Azure.Core;
using Kencom.Core.Mail;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Mail;

public static class MailDeliveryServices
{
    /// <summary>The way out for mails. With the endpoint, the credential is the storage's: one identity for all.</summary>
    public static IServiceCollection AddMailDelivery(this IServiceCollection services)
    {
        services.AddAzureClients(clients => clients
            .AddClient<EmailClient, EmailClientOptions>((client, credential, provider) => CreateClient(provider.GetRequiredService<IOptions<MailOptions>>().Value, client, credential))
            .ConfigureOptions(client =>
            {
                // No retries of its own: it would sleep through a 429 here while the other instances go on sending (MAIL-2).
                client.Retry.MaxRetries = 0;
                client.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
            }));
        services.AddSingleton<EmailDelivery>();
        services.AddSingleton<MailProvider>(provider => provider.GetRequiredService<EmailDelivery>().DeliverAsync);
        return services;
    }

    private static EmailClient CreateClient(MailOptions options, EmailClientOptions client, TokenCredential credential) =>
        options.ConnectionString is { } connectionString
            ? new EmailClient(connectionString, client)
            : new EmailClient(
                options.Endpoint ?? throw new InvalidOperationException($"Set {MailOptions.Section}:ConnectionString or {MailOptions.Section}:Endpoint."), credential, client);
}
