using Kencom.LocalHost.Helpers;
using Kencom.LocalHost.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

// The helpers alone, for functions that run under the real Functions host beside them.
try
{
    using var address = TerminalLaunch.Bind();
    var (helpers, _) = await TerminalLaunch.StartHelpersAsync(LocalSettings.Read(DataFolder.Top), address);
    await using (helpers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        address.Use(builder.WebHost);
        builder.Services.AddRouting();
        var app = builder.Build();
        app.UseRouting();
        app.Use(helpers.FrontEnd.InvokeAsync);
        helpers.Map(app);
        app.Lifetime.ApplicationStarted.Register(() => Banner.Write(helpers, functions: false));
        app.Lifetime.ApplicationStarted.Register(() => helpers.BuildFrontEnd(Console.Error.WriteLine));
        await app.RunAsync();
    }

    return 0;
}
catch (LocalHostException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
