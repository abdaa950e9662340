using System.ComponentModel.DataAnnotations;

namespace Kencom.Core.Mail;

/// <summary>Section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The provider with a key: locally only. One of this and <see cref="Endpoint"/> is set.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The provider with the managed identity.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The provider's address, however it was given.</summary>
    public Uri? EndpointUri => Endpoint ?? EndpointOf(ConnectionString);

    [Required]
    public string SenderAddress { get; set; } = "";

    /// <summary>Mails in any minute over all instances (MAIL-2); the provider's own limit until raised.</summary>
    [Range(1, 100_000)]
    public int PerMinute { get; set; } = 30;

    /// <summary>Mails in any hour over all instances (MAIL-2); the provider's own limit until raised.</summary>
    [Range(1, 1_000_000)]
    public int PerHour { get; set; } = 100;

    /// <summary>Where the links of the mails lead, for example <c>https://kencom.example</c>.</summary>
    [Required]
    public Uri? FrontEndUrl { get; set; }

    /// <summary>The page for inquiries; by default the front end's.</summary>
    public Uri? InquiryUrl { get; set; }

    /// <summary>Who runs the service, as every mail's last line names it.</summary>
    [Required]
    public string OperatorName { get; set; } = "";

    /// <summary>How long a mail that the provider cannot take is tried before it goes to the poison queue.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long the row of a mail is kept that was sent or given up, for support to look at (RST-11). One that found nobody to go to has gone within two days.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);

    private static Uri? EndpointOf(string? connectionString) =>
        connectionString?.Split(';').FirstOrDefault(part => part.StartsWith("endpoint=", StringComparison.OrdinalIgnoreCase)) is { } part
            ? new Uri(part["endpoint=".Length..])
            : null;
}
