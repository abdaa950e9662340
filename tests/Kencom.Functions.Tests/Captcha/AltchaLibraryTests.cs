using System.Diagnostics;
using Kencom.Functions.Tests.Accounts;

namespace Kencom.Functions.Tests.Captcha;

/// <summary>ALTCHA's own library solves what our endpoint gives (SI-3), in both versions of its protocol.</summary>
public sealed class AltchaLibraryTests : AccountTests
{
    private static readonly Lazy<Task<string>> Folder = new(InstallAsync);

    [Theory]
    [Trait("Rule", "SI-3")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Challenge_SolvedByAltchasLibrary_Counts(string version)
    {
        await HaveMemberAsync();
        var folder = await Folder.Value;

        var captcha = await RunAsync(folder, "node", "solve.mjs", new Uri(App.BaseAddress, "/api/captcha-challenges?purpose=sign-in").ToString(), version);

        using var client = App.NewClient();
        Expect(await client.PostAsync("/api/sessions", new { email = Email, password = Password, captcha }), 201);
        Expect(await client.PostAsync("/api/sessions", new { email = Email, password = Password, captcha }), 403);
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Challenge_ForAnUnknownPurpose_IsAFieldError()
    {
        using var client = App.NewClient();

        var answer = await client.GetAsync("/api/captcha-challenges?purpose=world-domination");

        Expect(answer, 400);
        answer.ErrorsOf("purpose").Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Challenge_ForOnePurpose_CountsForNoOther()
    {
        await HaveMemberAsync();
        using var client = App.NewClient();

        var captcha = await CaptchaAsync(client, "password-reset");

        Expect(await client.PostAsync("/api/sessions", new { email = Email, password = Password, captcha }), 403);
        Expect(await client.PostAsync("/api/password-resets", new { email = Email, captcha }), 202);
    }

    private static async Task<string> InstallAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Captcha", "altcha");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "altcha-lib")))
        {
            await RunAsync(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        }

        return folder;
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} failed: {await error}");
    }
}
