using Kencom.Core;

namespace Kencom.Functions.Http;

/// <summary>The errors that only HTTP knows; the others are Core's (<see cref="Errors"/>), and all codes are one public contract.</summary>
public static class HttpErrors
{
    public static Error MalformedJson { get; } =
        Errors.ValidationFailed(new FieldErrors()) with { Detail = "本文が正しいJSONではありません。" };

    public static Error UnsupportedMediaType { get; } =
        new("unsupported-media-type", ErrorKind.NotUnderstood, "リクエストを読み取れません", "本文はapplication/jsonで送ってください。");

    public static Error BodyTooLarge { get; } =
        new("body-too-large", ErrorKind.TooLarge, "リクエストが大きすぎます", "本文は64KiBまでです。");

    public static Error OriginNotAllowed { get; } =
        new("origin-not-allowed", ErrorKind.Forbidden, "この画面からは操作できません", "kencomの画面を開き直して、もう一度お試しください。");

    /// <summary>For a function at which nothing says who may call it.</summary>
    public static Error NotAllowed { get; } =
        new("not-allowed", ErrorKind.Forbidden, "この操作はできません", "この操作は、どなたにも許可されていません。");
}
