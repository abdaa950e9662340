using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.LocalHost;

/// <summary>The helpers alone, for functions that run under the real Functions host beside them.</summary>
internal static class HelpersOnly
{
    /// <returns>The program's exit code.</returns>
    /// <exception cref="LocalHostException">Something cannot be started; says what.</exception>
    public static async Task<int> RunAsync()
    {
        using var stop = new StopSignal();
        using var address = Launch.Bind();
        var (helpers, _) = await Launch.StartHelpersAsync(LocalSettings.Read(DataFolder.Top), address);
        await using (helpers)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.WebHost.UseKestrelCore();
            address.Use(builder.WebHost);
            builder.Services.AddRouting();
            await using var app = builder.Build();
            app.UseRouting();
            app.Use(helpers.FrontEnd.InvokeAsync);
            helpers.Map(app);
            await app.StartAsync();
            Banner.Write(helpers, functions: false);
            helpers.BuildFrontEnd(Console.Error.WriteLine);
            await stop.Requested;
            await app.StopAsync();
        }

        return 0;
    }
}
