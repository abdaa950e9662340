using Kencom.LocalHost.Helpers.Demo;
using Kencom.LocalHost.Helpers.FrontEnd;
using Kencom.LocalHost.Helpers.Issuer;
using Kencom.LocalHost.Helpers.Mail;
using Kencom.LocalHost.Helpers.Storage;
using Kencom.LocalHost.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kencom.LocalHost.Helpers;

/// <summary>What stands in for Azure on this machine. It shares the app's address but none of its services.</summary>
internal sealed class LocalHelpers : IAsyncDisposable
{
    private readonly HelperOptions options;
    private readonly CancellationTokenSource stopping = new();
    private Task frontEndBuild = Task.CompletedTask;
    private Task demoData = Task.CompletedTask;

    public LocalHelpers(HelperOptions options)
    {
        this.options = options;
        Mails = new Mailbox(options.Data?.Sub("mails"));
        MailEndpoint = new MailEndpoint(Mails, options.BaseAddress, options.MailAccessKey);
        Issuer = new TokenIssuer(options.BaseAddress, options.TenantId, options.Audience);
        Drops = new Drops(options.StorageConnectionString);
        FrontEnd = new FrontEndFiles(DataFolder.Top);
    }

    public Uri BaseAddress => options.BaseAddress;

    public Mailbox Mails { get; }

    public MailEndpoint MailEndpoint { get; }

    public TokenIssuer Issuer { get; }

    public Drops Drops { get; }

    public FrontEndFiles FrontEnd { get; }

    public void Map(IEndpointRouteBuilder routes)
    {
        MailEndpoint.Map(routes);
        MailboxRoutes.Map(routes, Mails, MailEndpoint.Faults);
        Issuer.Map(routes);
        Drops.Map(routes);
        routes.MapGet("/local/api/status", () => Results.Json(Status()));
        routes.MapGet("/local", () => Results.Redirect("/local/mailbox"));
    }

    /// <summary>Builds the front end beside everything else: the API does not wait for it.</summary>
    public void BuildFrontEnd(Action<string> report)
    {
        FrontEnd.IsBuilding = true;
        frontEndBuild = BuildAsync();

        async Task BuildAsync()
        {
            try
            {
                await FrontEndBuild.EnsureAsync(report, stopping.Token);
            }
            catch (LocalHostException e)
            {
                report($"The front end is not up to date. {e.Message}");
            }
            catch (OperationCanceledException)
            {
                // Stopped meanwhile; the next start builds it.
            }
            finally
            {
                FrontEnd.IsBuilding = false;
            }
        }
    }

    /// <summary>Has a newcomer find an insurer and its roster.</summary>
    public void HaveDemoData(Action<string> report)
    {
        demoData = HaveAsync();

        async Task HaveAsync()
        {
            try
            {
                await new DemoData(BaseAddress, Issuer, Drops).EnsureAsync(stopping.Token);
            }
            catch (Exception e) when (e is LocalHostException or HttpRequestException)
            {
                report(e.Message);
            }
            catch (OperationCanceledException)
            {
                // Stopped meanwhile; the next start makes it.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(frontEndBuild, demoData);
        stopping.Dispose();
        Issuer.Dispose();
        if (options.Storage is not null)
        {
            await options.Storage.DisposeAsync();
        }

        options.Data?.Dispose();
    }

    private object Status() => new
    {
        address = BaseAddress,
        mailbox = new Uri(BaseAddress, "/local/mailbox"),
        issuer = Issuer.Authority,
        data = options.Data?.Path ?? "memory",
        storage = options.StorageConnectionString,
        mail = options.MailConnectionString,
        ports = options.Storage?.Ports,
    };
}

internal sealed record HelperOptions(Uri BaseAddress, string StorageConnectionString)
{
    public const string LocalMailKey = "a2VuY29tLWxvY2FsLW1haWwtZW5kcG9pbnQtYWNjZXNzLWtleQ==";
    public const string LocalTenantId = "00000000-0000-4000-8000-000000007071";
    public const string LocalClientId = "00000000-0000-4000-8000-00000000a9a9";

    public string MailAccessKey { get; init; } = LocalMailKey;

    public string MailConnectionString => $"endpoint={BaseAddress};accesskey={MailAccessKey}";

    public string TenantId { get; init; } = LocalTenantId;

    public string Audience { get; init; } = LocalClientId;

    /// <summary>The emulator, when it is ours to stop.</summary>
    public AzuriteProcess? Storage { get; init; }

    /// <summary>Null keeps mails in memory.</summary>
    public DataFolder? Data { get; init; }
}
