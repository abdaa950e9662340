using System.Collections.Immutable;

namespace Kencom.Core;

/// <summary>
/// The catalogue of errors: every code that a caller can meet, with its words. Codes are a public contract (spec section 8): none is ever
/// reused for something else.
/// </summary>
public static class Errors
{
    // ---- Requests (API-1)

    public static Error ValidationFailed(FieldErrors errors) =>
        ValidationFailed() with { Fields = errors.ToFields() };

    public static Error ValidationFailed(string field, string message) =>
        ValidationFailed() with { Fields = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(field, [message]) };

    public static Error TooManyRequests(TimeSpan retryAfter) =>
        new("too-many-requests", ErrorKind.TooManyRequests, "しばらくお待ちください", "短い時間に操作が続いたため、一時的に受け付けていません。時間をおいてもう一度お試しください。")
        {
            RetryAfter = retryAfter,
        };

    public static Error NotFound { get; } =
        new("not-found", ErrorKind.NotFound, "見つかりません", "指定されたものは見つかりませんでした。");

    public static Error Conflict { get; } =
        new("conflict", ErrorKind.Conflict, "ほかの操作と重なりました", "最新の状態を確かめて、もう一度お試しください。");

    /// <summary>The one way to say that what an operation was decided on holds no more: somebody was faster.</summary>
    public static Error NotAnyMore => Conflict;

    public static Error Unexpected { get; } =
        new("unexpected", ErrorKind.Fault, "処理できませんでした", "システムで問題が起きました。時間をおいてもう一度お試しください。");

    public static Error Busy { get; } =
        new("busy", ErrorKind.Unavailable, "混み合っています", "ただいま混み合っています。少し時間をおいてもう一度お試しください。") { RetryAfter = TimeSpan.FromSeconds(5) };

    // ---- Registration (spec section 1)

    public static Error TermsOutdated(string membership, string privacy) =>
        new Error("terms-outdated", ErrorKind.Conflict, "規約が更新されています", "最新の会員規約と個人情報の取り扱いをご確認のうえ、もう一度同意してください。")
            .With("currentTerms", new { membership, privacy });

    public static Error ActivationLinkInvalid { get; } =
        new("activation-link-invalid", ErrorKind.NotFound, "このリンクは使えません", "リンクが途中で切れていないか、新しく届いたメールのリンクかどうかをご確認ください。再送信した場合は、最後に届いたメールのリンクだけが使えます。");

    public static Error ActivationLinkExpired { get; } =
        new("activation-link-expired", ErrorKind.Gone, "リンクの有効期限が切れています", "お手数ですが、メールアドレスの登録からもう一度お手続きください。");

    /// <param name="channel">Where the registration was started: a page on iOS offers the app for an app's (REG-14).</param>
    public static Error ActivationNeedsPassword(Channel channel) =>
        new Error("activation-needs-password", ErrorKind.Unauthenticated, "パスワードを入力してください", "仮登録をした端末以外でリンクを開いたため、ご本人の確認に仮登録のパスワードが必要です。")
            .With("channel", channel);

    public static Error RegistrationTokenInvalid { get; } =
        new("registration-token-invalid", ErrorKind.Unauthenticated, "お手続きを続けられません", "お手続きの期限が切れたか、ご本人を確認できませんでした。メールのリンクを開き直すか、最初からもう一度お手続きください。");

    public static Error RegistrationClosed { get; } =
        new("registration-closed", ErrorKind.Conflict, "この登録手続きは終了しました", "この手続きではこれ以上進めません。お困りの場合は、お問い合わせページからお客様サポートへご連絡ください。");

    /// <summary>Says how the registration stands, and so what is next.</summary>
    public static Error WrongStep(string next)
    {
        var (title, detail) = next switch
        {
            "activation" => ("メールアドレスの確認がまだです", "仮登録メールのリンクを開いて、お手続きを続けてください。"),
            "eligibility" => ("ご加入の確認がまだです", "資格確認書などに書かれている情報を入力して、ご加入を確認してください。"),
            "profile" => ("お名前と生年月日の入力がまだです", "お名前と生年月日を入力して、お手続きを続けてください。"),
            "completion" => ("ご加入の確認は済んでいます", "最終確認をして、登録を完了してください。"),
            "viewing-code" => ("健診閲覧コードによる本人確認がまだです", "健診閲覧コードと生年月日を入力して、本人確認をしてください。"),
            "secret-answer" => ("秘密の質問の答えの入力がまだです", "秘密の質問に答えてから、もう一度お試しください。"),
            "results" => ("秘密の質問は使われていません", "健診結果はそのまま表示できます。"),
            "sign-in" => ("登録は完了しています", "登録したメールアドレスとパスワードでログインしてください。"),
            _ => ("このお手続きは終了しています", "お手数ですが、最初からもう一度お手続きください。"),
        };
        return new Error("wrong-step", ErrorKind.Conflict, title, detail).With("next", next);
    }

    public static Error EmailTaken { get; } =
        new("email-taken", ErrorKind.Conflict, "このメールアドレスは登録済みです", "このメールアドレスではすでに会員登録が完了しています。ログインするか、パスワードを再設定してください。");

    // ---- Eligibility (spec section 2)

    /// <summary>One answer for every miss, near or far (EL-7): nobody learns which value was wrong.</summary>
    public static Error EligibilityNotConfirmed { get; } =
        new Error("eligibility-not-confirmed", ErrorKind.Unprocessable, "ご加入の確認ができませんでした", "入力内容をもう一度ご確認ください。誤りがない場合は、次の原因が考えられます。")
            .With("possibleCauses", new[]
            {
                new { code = "input-differs", text = "入力した内容が、資格確認書などの記載と異なっている。" },
                new { code = "data-not-arrived", text = "健康保険組合などからの情報がまだ届いていない（ご加入から1〜2か月ほどかかることがあります）。" },
                new { code = "card-changed", text = "異動や再交付などで、記号・番号が変わった。" },
                new { code = "joined-recently", text = "最近加入したばかりである。" },
            });

    public static Error EligibilityRestricted { get; } =
        new("eligibility-restricted", ErrorKind.Forbidden, "ご利用の対象外です", "ご加入の健康保険組合などの定めにより、kencomをご利用いただけません。くわしくは健康保険組合などからの案内をご確認ください。");

    public static Error InsurerMaintenance(string message, TimeSpan retryAfter) =>
        new("insurer-maintenance", ErrorKind.Unavailable, "健康保険組合のメンテナンス中です", message) { RetryAfter = retryAfter };

    public static Error PersonAlreadyRegistered { get; } =
        new Error("person-already-registered", ErrorKind.Conflict, "すでに会員登録されています", "ご登録はお一人様1回までです。以前登録したメールアドレスとパスワードでログインしてください。")
            .With("waysOn", new[]
            {
                new { code = "sign-in", text = "以前登録したメールアドレスでログインする。" },
                new { code = "reset-password", text = "パスワードを忘れた場合は、再設定する。" },
                new { code = "ask-support", text = "登録したメールアドレスが分からない場合は、お客様サポートへ問い合わせる。" },
            });

    // ---- Signing in (spec section 4)

    /// <summary>The same for every failure (SI-1).</summary>
    public static Error SignInFailed { get; } =
        new("sign-in-failed", ErrorKind.Unauthenticated, "ログインできませんでした", "メールアドレスまたはパスワードが正しくありません。大文字・小文字もご確認ください。");

    public static Error CaptchaRequired(object challenge) =>
        new Error("captcha-required", ErrorKind.Forbidden, "確認が必要です", "「私はロボットではありません」の確認をしてください。").With("challenge", challenge);

    public static Error NotSignedIn { get; } =
        new("not-signed-in", ErrorKind.Unauthenticated, "ログインしてください", "ログインしていないか、ログインの有効期限が切れています。");

    /// <summary>After very many failures in a row, to unknown devices, whatever they send (SI-10); said for unknown addresses too.</summary>
    public static Error SignInNeedsReset { get; } = SignInFailed with
    {
        Detail = "ログインの失敗が続いたため、はじめてお使いの端末からはログインできません。パスワードを再設定すると、またログインできます。",
    };

    public static Error LinkInvalid { get; } =
        new("link-invalid", ErrorKind.NotFound, "このリンクは使えません", "リンクが途中で切れていないかご確認ください。");

    public static Error LinkExpired { get; } =
        new("link-expired", ErrorKind.Gone, "リンクの有効期限が切れています", "リンクはすでに使われたか、有効期限が切れています。お手数ですが、もう一度お手続きください。");

    // ---- Checkup results (spec section 5)

    public static Error SecretAnswerWrong(int attemptsLeft) =>
        new Error("secret-answer-wrong", ErrorKind.Unprocessable, "答えが違います", attemptsLeft > 0
            ? $"秘密の質問の答えが正しくありません。あと{attemptsLeft}回入力できます。"
            : "秘密の質問の答えが正しくありません。入力の誤りが続いたためロックしました。健診閲覧コードでもう一度本人確認をしてください。")
            .With("attemptsLeft", attemptsLeft);

    /// <summary>The answer would protect nobody, or the question is not on the list; the fields say which (CK-3).</summary>
    public static Error SecretAnswerRefused(FieldErrors errors) =>
        new("secret-answer-refused", ErrorKind.Unprocessable, "この答えは使えません", "秘密の質問と答えをご確認ください。") { Fields = errors.ToFields() };

    /// <param name="next">What opens them, as <c>GET /api/me</c> says it.</param>
    /// <param name="question">The question that was chosen, where its answer opens them.</param>
    public static Error ResultsLocked(string next, string? question = null)
    {
        var locked = new Error("results-locked", ErrorKind.Locked, "健診結果は表示できません", next switch
        {
            "secret-answer" => "秘密の質問に答えると、健診結果を表示できます。",
            "secret-question" => "秘密の質問を設定すると、健診結果を表示できます。",
            _ => "健診閲覧コードで本人確認をすると、健診結果を表示できます。コードの有効期限が切れている場合や、お手元にない場合は、お問い合わせページから再発行をお申し込みください。",
        })
            .With("next", next);
        return question is null ? locked : locked.With("question", question);
    }

    /// <summary>One answer for a wrong code, another's, one that is too old or replaced, and another birth date (CK-2).</summary>
    public static Error ViewingCodeNotConfirmed(int attemptsLeft) =>
        new Error("viewing-code-not-confirmed", ErrorKind.Unprocessable, "本人確認ができませんでした", $"健診閲覧コードまたは生年月日が正しくないか、コードの有効期限が切れています。大文字・小文字もご確認ください。あと{attemptsLeft}回入力できます。")
            .With("attemptsLeft", attemptsLeft);

    public static Error ViewingCodeLocked { get; } =
        new Error("viewing-code-locked", ErrorKind.Locked, "健診閲覧コードがロックされています", "入力の誤りが続いたためロックしました。お問い合わせページからコードの再発行をお申し込みください。")
            .With("attemptsLeft", 0);

    /// <summary>Nobody is registered to whom the link could go (FILE-4).</summary>
    public static Error ContactMissing { get; } =
        new("contact-missing", ErrorKind.Conflict, "送り先が登録されていません", "保険者または団体の連絡先メールアドレス（contactEmail）を登録してから、もう一度お試しください。");

    // ---- Staff (spec section 7)

    public static Error StaffNotSignedIn { get; } =
        new("staff-not-signed-in", ErrorKind.Unauthenticated, "ログインしてください", "有効なアクセストークンがありません。");

    public static Error StaffRoleMissing { get; } =
        new("staff-role-missing", ErrorKind.Forbidden, "権限がありません", "この操作に必要なロールが割り当てられていません。");

    /// <summary>A later file says all that this one could (RST-6).</summary>
    public static Error RosterFileOvertaken { get; } =
        new("roster-file-overtaken", ErrorKind.Conflict, "このファイルはもう取り込めません", "あとから届いたファイルがすでに取り込まれています。");

    // ---- Inquiries (spec section 7)

    public static Error InquiryLinkInvalid { get; } =
        new("inquiry-link-invalid", ErrorKind.Unauthenticated, "このリンクは使えません", "リンクが途中で切れていないかご確認ください。お問い合わせは、最後に届いたメールのリンクから開けます。");

    /// <summary>Somebody closed it, maybe just now. What was written stays as a draft.</summary>
    public static Error InquiryClosed { get; } =
        new("inquiry-closed", ErrorKind.Conflict, "このお問い合わせは終了しています", "ほかの担当者が終了したか、期限が過ぎて終了しました。入力した内容は下書きに残っています。");

    // ---- What two may change at once (STF-4, INQ-2)

    public static Error ChangedMeanwhile { get; } =
        new("changed-meanwhile", ErrorKind.Outdated, "ほかの人が変更しました", "開いたあとに、ほかの人が変更しています。最新の内容を確かめて、もう一度お試しください。");

    public static Error PreconditionMissing { get; } =
        new("precondition-missing", ErrorKind.PreconditionMissing, "変更する前の状態を指定してください", "変更するときはIf-Matchヘッダーに読み込んだときのETagを、新しく作るときはIf-None-Match: *を指定してください。");

    public static Error AuditReasonMissing { get; } =
        new("audit-reason-missing", ErrorKind.Invalid, "理由を入力してください", "個人のデータを扱う操作には、X-Audit-Reasonヘッダーに3文字以上200文字以内の理由が必要です（UTF-8をパーセント符号化）。");

    private static Error ValidationFailed() =>
        new("validation-failed", ErrorKind.Invalid, "入力内容をご確認ください", "入力内容に誤りがあります。");
}
