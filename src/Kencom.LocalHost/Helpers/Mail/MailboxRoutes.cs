using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kencom.LocalHost.Helpers.Mail;

internal static class MailboxRoutes
{
    private static readonly byte[] Page = ReadPage();

    public static void Map(IEndpointRouteBuilder routes, Mailbox mailbox, MailFaults faults)
    {
        routes.MapGet("/local/mailbox", () => Results.Bytes(Page, "text/html; charset=utf-8"));
        routes.MapGet("/local/api/mails", () => Results.Json(mailbox.All));
        routes.MapDelete("/local/api/mails", () =>
        {
            mailbox.Clear();
            return Results.NoContent();
        });
        routes.MapPost("/local/api/mail-faults", async (HttpContext http) =>
        {
            if (await http.Request.ReadFromJsonAsync<MailFault>(http.RequestAborted) is not { Status: >= 400 and < 600, Times: >= 0 } fault)
            {
                return Results.BadRequest(new { error = "Expected {\"status\": 400 to 599, \"retryAfterSeconds\": n, \"times\": n}." });
            }

            faults.Set(fault);
            return Results.NoContent();
        });
    }

    private static byte[] ReadPage()
    {
        using var stream = typeof(MailboxRoutes).Assembly.GetManifestResourceStream("Kencom.LocalHost.mailbox.html")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
