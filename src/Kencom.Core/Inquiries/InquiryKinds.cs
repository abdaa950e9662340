namespace Kencom.Core.Inquiries;

/// <summary>The kinds as the form names them, in its order (INQ-1).</summary>
public static class InquiryKinds
{
    public static IReadOnlyList<(InquiryKind Id, string Text)> All { get; } =
    [
        (InquiryKind.Registration, "新規登録・ご加入の確認"),
        (InquiryKind.SignIn, "ログイン・パスワード"),
        (InquiryKind.ViewingCode, "健診閲覧コード（旧パスコード）"),
        (InquiryKind.Checkups, "健診結果の表示"),
        (InquiryKind.Insurance, "健康保険の変更・異動"),
        (InquiryKind.App, "アプリの使い方・不具合"),
        (InquiryKind.PersonalData, "個人情報の取り扱い・退会"),
        (InquiryKind.Other, "その他"),
    ];
}
