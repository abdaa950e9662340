namespace Kencom.Core.Mail;

/// <summary>The front end's pages that mails lead to, below <see cref="MailOptions.FrontEndUrl"/>.</summary>
public static class FrontEndPaths
{
    public const string Start = "/";

    public const string SignIn = "/sign-in";

    public const string PasswordForgotten = "/password-reset";

    public const string Inquiry = "/inquiry";

    /// <summary>The same in the app's own address (REG-10, REG-14).</summary>
    public static string Activation(string token) => $"/users/{token}/activate";

    /// <summary>The token stands behind the hash: a browser sends it to nobody, in no request and no referrer (EL-14).</summary>
    public static string Waiting(string token) => $"/register/waiting#{token}";

    public static string PasswordReset(string token) => $"{PasswordForgotten}/confirm#{token}";

    public static string EmailChange(string token) => $"/email/confirm#{token}";

    /// <summary>An inquiry's thread, to read and to write back (INQ-2).</summary>
    public static string InquiryThread(string token) => $"{Inquiry}/thread#{token}";

    /// <summary>Completes the application for a new viewing code (CK-6).</summary>
    public static string InquiryConfirmation(string token) => $"{Inquiry}/confirm#{token}";

    public static string PrintFile(string token) => $"/print-file#{token}";
}
