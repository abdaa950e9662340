using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Kencom.LocalHost.Helpers.Mail;

/// <summary>
/// The part of Azure Communication Services' e-mail API that sends: signed requests, checked bodies, and one delivery for
/// an <c>Operation-Id</c> however often it is posted.
/// </summary>
internal sealed class MailEndpoint(Mailbox mailbox, Uri baseAddress, string accessKey)
{
    private static readonly TimeSpan LargestClockSkew = TimeSpan.FromMinutes(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    private readonly ConcurrentDictionary<Guid, bool> operations = [];

    public MailFaults Faults { get; } = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/emails:send", SendAsync);
        routes.MapGet("/emails/operations/{id:guid}", StatusAsync);
    }

    private async Task SendAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        if (!IsSigned(http.Request, body))
        {
            await RefuseAsync(http, 401, "Denied", "The request is not signed with the access key.");
            return;
        }

        if (Faults.Next() is { } fault)
        {
            if (fault.RetryAfterSeconds is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await RefuseAsync(http, fault.Status, fault.Status == 429 ? "TooManyRequests" : "InternalServerError", "As set by /local/api/mail-faults.");
            return;
        }

        var operationId = Guid.NewGuid();
        if (http.Request.Headers["Operation-Id"] is [{ } text] && !Guid.TryParse(text, out operationId))
        {
            await RefuseAsync(http, 400, "BadRequest", "Operation-Id must be a UUID.");
            return;
        }

        if (string.IsNullOrEmpty(http.Request.Query["api-version"]))
        {
            await RefuseAsync(http, 400, "MissingApiVersionParameter", "The api-version query parameter is required.");
            return;
        }

        if (Read(body) is not { } message || Fault(message) is not null)
        {
            await RefuseAsync(http, 400, "BadRequest", Read(body) is { } read ? Fault(read)! : "The body is no e-mail message.");
            return;
        }

        if (operations.TryAdd(operationId, true))
        {
            Deliver(operationId, message);
        }

        http.Response.StatusCode = 202;
        http.Response.Headers["Operation-Location"] =
            $"{new Uri(baseAddress, $"/emails/operations/{operationId}")}?api-version={http.Request.Query["api-version"]}";
        http.Response.Headers.RetryAfter = "1";
        await http.Response.WriteAsJsonAsync(new { id = operationId, status = "Running" });
    }

    private async Task StatusAsync(HttpContext http, Guid id)
    {
        if (!IsSigned(http.Request, []))
        {
            await RefuseAsync(http, 401, "Denied", "The request is not signed with the access key.");
        }
        else if (!operations.ContainsKey(id))
        {
            await RefuseAsync(http, 404, "NotFound", "There is no such operation.");
        }
        else
        {
            await http.Response.WriteAsJsonAsync(new { id, status = "Succeeded" });
        }
    }

    private void Deliver(Guid operationId, EmailBody message)
    {
        IEnumerable<EmailBody.AddressPart> recipients = [.. message.Recipients.To, .. message.Recipients.Cc ?? [], .. message.Recipients.Bcc ?? []];
        mailbox.Add(new LocalMail(
            operationId.ToString(),
            string.Join(", ", recipients.Select(recipient => recipient.Address)),
            message.Content.Subject,
            message.Content.PlainText,
            message.Content.Html,
            TimeProvider.System.GetUtcNow(),
            message.SenderAddress));
    }

    private bool IsSigned(HttpRequest request, byte[] body)
    {
        var hash = MailSignature.HashOf(body);
        if (request.Headers["x-ms-content-sha256"] != hash
            || !DateTimeOffset.TryParse(request.Headers["x-ms-date"], CultureInfo.InvariantCulture, out var date)
            || (TimeProvider.System.GetUtcNow() - date).Duration() > LargestClockSkew)
        {
            return false;
        }

        // The path as it was sent: the routing has already decoded it.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signature = MailSignature.Sign(
            accessKey, request.Method, target, request.Headers["x-ms-date"]!, request.Host.ToString(), hash);
        var expected = $"HMAC-SHA256 SignedHeaders={MailSignature.SignedHeaders}&Signature={signature}";
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()));
    }

    private static EmailBody? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<EmailBody>(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Fault(EmailBody message) => message switch
    {
        { SenderAddress: null or "" } => "senderAddress is required.",
        { Content: null } or { Content.Subject: null or "" } => "content.subject is required.",
        { Content.PlainText: null or "", Content.Html: null or "" } => "content.plainText or content.html is required.",
        { Recipients: null } or { Recipients.To: null or { Count: 0 } } => "recipients.to needs an address.",
        _ when message.Recipients.To.Any(to => to?.Address is null || !to.Address.Contains('@', StringComparison.Ordinal)) => "recipients.to: not an e-mail address.",
        _ => null,
    };

    private static Task RefuseAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["x-ms-error-code"] = code;
        return http.Response.WriteAsJsonAsync(new { error = new { code, message } });
    }
}
