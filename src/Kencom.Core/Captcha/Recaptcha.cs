using System.Net.Http.Json;
using Kencom.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>What reCAPTCHA said about a token.</summary>
/// <param name="IsReachable">False when it could not be asked: the built-in captcha takes over.</param>
/// <param name="Score">Of v3, 0 to 1; of v2, which gives none, 1 when solved.</param>
public sealed record RecaptchaVerdict(bool IsReachable, double? Score);

/// <summary>Asks Google's siteverify about a token (SI-3). Google sees to it that a token counts once and for two minutes.</summary>
public sealed partial class Recaptcha(HttpClient http, IOptions<CaptchaOptions> options, VaultSecrets vault, ILogger<Recaptcha> logger)
{
    public async Task<RecaptchaVerdict> VerifyAsync(string token, CaptchaPurpose purpose, CancellationToken cancellationToken)
    {
        var recaptcha = options.Value.Recaptcha;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(recaptcha.Timeout);
        try
        {
            using var form = new FormUrlEncodedContent([new("secret", vault.Find(VaultSecrets.RecaptchaSecret) ?? recaptcha.Secret), new("response", token)]);
            using var response = await http.PostAsync(recaptcha.VerifyUri, form, timeout.Token);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<Answer>(timeout.Token) ?? new Answer();
            return new RecaptchaVerdict(IsReachable: true, answer.Success && IsFor(purpose, answer.Action) ? answer.Score ?? 1 : null);
        }
        catch (Exception unreachable) when (
            unreachable is HttpRequestException or System.Text.Json.JsonException
            || (unreachable is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Unreachable(logger, unreachable.GetType().Name);
            return new RecaptchaVerdict(IsReachable: false, Score: null);
        }
    }

    /// <summary>The action binds a token of v3 to the purpose; it may hold letters, slashes and underscores only. A token of v2 has none.</summary>
    private static bool IsFor(CaptchaPurpose purpose, string? action) =>
        action is null || action == purpose.Name.Replace('-', '_');

    private sealed record Answer(bool Success = false, double? Score = null, string? Action = null);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "reCAPTCHA cannot be reached ({Failure}): the built-in captcha takes over.")]
        public static partial void Unreachable(ILogger logger, string failure);
    }
}
